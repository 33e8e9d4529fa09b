# AutoencoderTiny (TAESD, Bohan 2023): a small approximation of a VAE, without a distribution.

class Block:
  conv1 : __torch__.nn.Conv
  conv2 : __torch__.nn.Conv
  conv3 : __torch__.nn.Conv

  def __init__(self, w: __torch__.nn.Weights, name: str) -> None:
    self.conv1 = __torch__.nn.Conv(w, name + ".conv.0")
    self.conv2 = __torch__.nn.Conv(w, name + ".conv.2")
    self.conv3 = __torch__.nn.Conv(w, name + ".conv.4")

  def forward(self, x: Tensor) -> Tensor:
    h = torch.relu(self.conv1.forward(x))
    h = torch.relu(self.conv2.forward(h))
    return torch.relu(self.conv3.forward(h) + x)

def blocks_of(w: __torch__.nn.Weights, half: str, first: int, count: int) -> List[__torch__.Block]:
  return [__torch__.Block(w, half + str(first + i)) for i in range(count)]

def run(blocks: List[__torch__.Block], x: Tensor) -> Tensor:
  for block in blocks:
    x = block.forward(x)
  return x

# Layers are numbered through; a level is a convolution and the blocks behind it.
class Encoder:
  convs : List[__torch__.nn.Conv]
  blocks : List[List[__torch__.Block]]
  conv_out : __torch__.nn.Conv

  def __init__(self, w: __torch__.nn.Weights, counts: List[int]) -> None:
    half = "encoder.layers."
    convs: List[__torch__.nn.Conv] = []
    blocks: List[List[__torch__.Block]] = []
    layer = 0
    for count in counts:
      convs.append(__torch__.nn.Conv(w, half + str(layer), 1 if layer == 0 else 2))
      blocks.append(__torch__.blocks_of(w, half, layer + 1, count))
      layer = layer + 1 + count
    self.convs = convs
    self.blocks = blocks
    self.conv_out = __torch__.nn.Conv(w, half + str(layer))

  # Images [B, 3, 8 H, 8 W] in -1..1 -> latents [B, 4, H, W] float32.
  def forward(self, image: Tensor) -> Tensor:
    x = (image + 1) / 2
    for i in range(len(self.convs)):
      x = __torch__.run(self.blocks[i], self.convs[i].forward(x))
    return self.conv_out.forward(x).to(6).contiguous()

# Here a level is its blocks and the convolution behind them, with a layer between two levels that
# enlarges the map.
class Decoder:
  conv_in : __torch__.nn.Conv
  blocks : List[List[__torch__.Block]]
  convs : List[__torch__.nn.Conv]

  def __init__(self, w: __torch__.nn.Weights, counts: List[int]) -> None:
    half = "decoder.layers."
    self.conv_in = __torch__.nn.Conv(w, half + "0")
    blocks: List[List[__torch__.Block]] = []
    convs: List[__torch__.nn.Conv] = []
    layer = 2
    for i in range(len(counts)):
      blocks.append(__torch__.blocks_of(w, half, layer, counts[i]))
      layer = layer + counts[i] + (1 if i + 1 < len(counts) else 0)
      convs.append(__torch__.nn.Conv(w, half + str(layer)))
      layer = layer + 1
    self.blocks = blocks
    self.convs = convs

  # Latents [B, 4, H, W] -> images [B, 3, 8 H, 8 W] float32, about -1..1.
  def forward(self, latents: Tensor) -> Tensor:
    x = torch.relu(self.conv_in.forward(torch.tanh(latents / 3) * 3))
    for i in range(len(self.convs)):
      x = __torch__.run(self.blocks[i], x)
      if i + 1 < len(self.convs):
        x = __torch__.nn.upsample(x, 2 * x.size(2), 2 * x.size(3))
      x = self.convs[i].forward(x)
    return (x.to(6) * 2 - 1).contiguous()

# What the application calls. It is asked to compute in its own type, or once more in float32.
class TinyVae(Module):
  __parameters__ = []
  __buffers__ = []
  training : bool
  w : Dict[str, Tensor]
  layers : Optional[Tuple[__torch__.Encoder, __torch__.Decoder]]
  encoder_blocks : List[int]
  decoder_blocks : List[int]

  def put(self, inputs: Dict[str, Tensor]) -> List[Tensor]:
    return __torch__.store.put(self.w, inputs)

  def prepare(self, inputs: Dict[str, Tensor]) -> List[Tensor]:
    self.layers = self.made(self.dtype())
    return []

  # The layers of the weights as they are, computing in `dtype`.
  def made(self, dtype: int) -> Tuple[__torch__.Encoder, __torch__.Decoder]:
    w = __torch__.nn.Weights(self.w, dtype)
    return (__torch__.Encoder(w, self.encoder_blocks), __torch__.Decoder(w, self.decoder_blocks))

  def dtype(self) -> int:
    return self.w["decoder.layers.0.weight"].dtype

  def ready(self, dtype: int) -> Tuple[__torch__.Encoder, __torch__.Decoder]:
    layers = self.layers
    if layers is not None and dtype == self.dtype():
      return layers
    return self.made(dtype)

  def encode(self, image: Tensor, dtype: int) -> Tensor:
    return self.ready(dtype)[0].forward(image.to(dtype))

  def decode(self, latents: Tensor, dtype: int) -> Tensor:
    return self.ready(dtype)[1].forward(latents.to(dtype))
