# AutoencoderTiny (TAESD, Bohan 2023): a small approximation of a VAE, without a distribution.
class TinyVae(Module):
  __parameters__ = []
  __buffers__ = []
  training : bool
  w : Dict[str, Tensor]
  encoder_blocks : List[int]
  decoder_blocks : List[int]

  def put(self, inputs: Dict[str, Tensor]) -> List[Tensor]:
    return __torch__.nn.put(self.w, inputs)

  def block(self, name: str, x: Tensor) -> Tensor:
    nn = __torch__.nn
    h = torch.relu(nn.conv(self.w, name + ".conv.0", x))
    h = torch.relu(nn.conv(self.w, name + ".conv.2", h))
    return torch.relu(nn.conv(self.w, name + ".conv.4", h) + x)

  # Images [B, 3, 8 H, 8 W] in -1..1 -> latents [B, 4, H, W] float32.
  def encode(self, image: Tensor, dtype: int) -> Tensor:
    nn = __torch__.nn
    x = (image.to(dtype) + 1) / 2
    layer = 0
    for level in range(len(self.encoder_blocks)):
      x = nn.conv(self.w, "encoder.layers.{}".format(layer), x, 1 if level == 0 else 2)
      layer = layer + 1
      for i in range(self.encoder_blocks[level]):
        x = self.block("encoder.layers.{}".format(layer), x)
        layer = layer + 1
    return nn.conv(self.w, "encoder.layers.{}".format(layer), x).to(6).contiguous()

  # Latents [B, 4, H, W] -> images [B, 3, 8 H, 8 W] float32, about -1..1.
  def decode(self, latents: Tensor, dtype: int) -> Tensor:
    nn = __torch__.nn
    x = torch.tanh(latents.to(dtype) / 3) * 3
    x = torch.relu(nn.conv(self.w, "decoder.layers.0", x))
    layer = 2
    for level in range(len(self.decoder_blocks)):
      for i in range(self.decoder_blocks[level]):
        x = self.block("decoder.layers.{}".format(layer), x)
        layer = layer + 1
      if level + 1 < len(self.decoder_blocks):
        x = nn.upsample(x, 2 * x.size(2), 2 * x.size(3))
        layer = layer + 1
      x = nn.conv(self.w, "decoder.layers.{}".format(layer), x)
      layer = layer + 1
    return (x.to(6) * 2 - 1).contiguous()
