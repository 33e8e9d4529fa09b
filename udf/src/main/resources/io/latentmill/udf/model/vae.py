# AutoencoderKL (Rombach et al. 2022): images to latents an eighth of their size, and back.
class Vae(Module):
  __parameters__ = []
  __buffers__ = []
  training : bool
  w : Dict[str, Tensor]
  levels : int
  layers : int
  groups : int

  def put(self, inputs: Dict[str, Tensor]) -> List[Tensor]:
    return __torch__.nn.put(self.w, inputs)

  def resnet(self, name: str, x: Tensor) -> Tensor:
    return __torch__.nn.resnet(self.w, name, x, None, self.groups, 1e-6)

  # One head over all pixels.
  def attention(self, name: str, x: Tensor) -> Tensor:
    nn = __torch__.nn
    layout = __torch__.layout
    h = layout.tokens(nn.group_norm(self.w, name + ".group_norm", x, self.groups, 1e-6))
    q = nn.split_heads(nn.linear(self.w, name + ".to_q", h), 1)
    k = nn.split_heads(nn.linear(self.w, name + ".to_k", h), 1)
    v = nn.split_heads(nn.linear(self.w, name + ".to_v", h), 1)
    y = nn.merge_heads(torch.scaled_dot_product_attention(q, k, v))
    return x + layout.pixels(nn.linear(self.w, name + ".to_out.0", y), x.size(2), x.size(3))

  def middle(self, name: str, x: Tensor) -> Tensor:
    x = self.resnet(name + ".resnets.0", x)
    if name + ".attentions.0.to_q.weight" in self.w:
      x = self.attention(name + ".attentions.0", x)
    return self.resnet(name + ".resnets.1", x)

  # Images [B, 3, 8 H, 8 W] in -1..1 -> mean and log variance of their latents [B, 8, H, W] float32,
  # not scaled. Computed in `dtype`.
  def encode(self, image: Tensor, dtype: int) -> Tensor:
    nn = __torch__.nn
    x = nn.conv(self.w, "encoder.conv_in", image.to(dtype))
    for level in range(self.levels):
      block = "encoder.down_blocks.{}".format(level)
      for layer in range(self.layers):
        x = self.resnet(block + ".resnets.{}".format(layer), x)
      if level + 1 < self.levels:
        # The reference pads on the right and below only.
        x = nn.conv(self.w, block + ".downsamplers.0.conv", torch.constant_pad_nd(x, [0, 1, 0, 1]), 2, 0)
    x = self.middle("encoder.mid_block", x)
    x = torch.silu(nn.group_norm(self.w, "encoder.conv_norm_out", x, self.groups, 1e-6))
    x = nn.conv(self.w, "encoder.conv_out", x)
    if "quant_conv.weight" in self.w:
      x = nn.conv(self.w, "quant_conv", x, padding=0)
    return x.to(6).contiguous()

  # Latents [B, 4, H, W], already divided by the scaling factor -> images [B, 3, 8 H, 8 W] float32,
  # about -1..1. Computed in `dtype`.
  def decode(self, latents: Tensor, dtype: int) -> Tensor:
    nn = __torch__.nn
    x = latents.to(dtype)
    if "post_quant_conv.weight" in self.w:
      x = nn.conv(self.w, "post_quant_conv", x, padding=0)
    x = self.middle("decoder.mid_block", nn.conv(self.w, "decoder.conv_in", x))
    for level in range(self.levels):
      block = "decoder.up_blocks.{}".format(level)
      for layer in range(self.layers + 1):
        x = self.resnet(block + ".resnets.{}".format(layer), x)
      if level + 1 < self.levels:
        x = nn.upsample(x, 2 * x.size(2), 2 * x.size(3))
        x = nn.conv(self.w, block + ".upsamplers.0.conv", x)
    x = torch.silu(nn.group_norm(self.w, "decoder.conv_norm_out", x, self.groups, 1e-6))
    return nn.conv(self.w, "decoder.conv_out", x).to(6).contiguous()
