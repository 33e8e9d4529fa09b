# AutoencoderKL (Rombach et al. 2022): images to latents an eighth of their size, and back.

# One head over all pixels.
class Attention:
  norm : __torch__.nn.GroupNorm
  query : __torch__.nn.Linear
  key : __torch__.nn.Linear
  value : __torch__.nn.Linear
  out : __torch__.nn.Linear

  def __init__(self, w: __torch__.nn.Weights, name: str, groups: int) -> None:
    nn = __torch__.nn
    self.norm = nn.GroupNorm(w, name + ".group_norm", groups, 1e-6)
    self.query = nn.Linear(w, name + ".to_q")
    self.key = nn.Linear(w, name + ".to_k")
    self.value = nn.Linear(w, name + ".to_v")
    self.out = nn.Linear(w, name + ".to_out.0")

  def forward(self, x: Tensor) -> Tensor:
    nn = __torch__.nn
    layout = __torch__.layout
    h = layout.tokens(self.norm.forward(x))
    q = nn.split_heads(self.query.forward(h), 1)
    k = nn.split_heads(self.key.forward(h), 1)
    v = nn.split_heads(self.value.forward(h), 1)
    y = nn.merge_heads(torch.scaled_dot_product_attention(q, k, v))
    return x + layout.pixels(self.out.forward(y), x.size(2), x.size(3))

# What stands between the levels and the latents.
class Middle:
  first : __torch__.nn.ResBlock
  attention : Optional[__torch__.Attention]
  second : __torch__.nn.ResBlock

  def __init__(self, w: __torch__.nn.Weights, name: str, groups: int) -> None:
    self.first = __torch__.nn.ResBlock(w, name + ".resnets.0", groups, 1e-6)
    attention: Optional[__torch__.Attention] = None
    if w.has(name + ".attentions.0.to_q.weight"):
      attention = __torch__.Attention(w, name + ".attentions.0", groups)
    self.attention = attention
    self.second = __torch__.nn.ResBlock(w, name + ".resnets.1", groups, 1e-6)

  def forward(self, x: Tensor) -> Tensor:
    x = self.first.forward(x, None)
    attention = self.attention
    if attention is not None:
      x = attention.forward(x)
    return self.second.forward(x, None)

# Resnets at one resolution, and the convolution that leads to the next.
class Level:
  resnets : List[__torch__.nn.ResBlock]
  sampler : Optional[__torch__.nn.Conv]

  def __init__(self, w: __torch__.nn.Weights, name: str, layers: int, groups: int) -> None:
    nn = __torch__.nn
    self.resnets = [nn.ResBlock(w, name + ".resnets." + str(i), groups, 1e-6) for i in range(layers)]
    sampler: Optional[__torch__.nn.Conv] = None
    if w.has(name + ".downsamplers.0.conv.weight"):
      sampler = nn.Conv(w, name + ".downsamplers.0.conv", 2, 0)
    if w.has(name + ".upsamplers.0.conv.weight"):
      sampler = nn.Conv(w, name + ".upsamplers.0.conv")
    self.sampler = sampler

  def forward(self, x: Tensor) -> Tensor:
    for resnet in self.resnets:
      x = resnet.forward(x, None)
    return x

class Encoder:
  conv_in : __torch__.nn.Conv
  levels : List[__torch__.Level]
  middle : __torch__.Middle
  norm_out : __torch__.nn.GroupNorm
  conv_out : __torch__.nn.Conv
  moments : Optional[__torch__.nn.Conv]

  def __init__(self, w: __torch__.nn.Weights, levels: int, layers: int, groups: int) -> None:
    nn = __torch__.nn
    self.conv_in = nn.Conv(w, "encoder.conv_in")
    self.levels = [__torch__.Level(w, "encoder.down_blocks." + str(i), layers, groups) for i in range(levels)]
    self.middle = __torch__.Middle(w, "encoder.mid_block", groups)
    self.norm_out = nn.GroupNorm(w, "encoder.conv_norm_out", groups, 1e-6)
    self.conv_out = nn.Conv(w, "encoder.conv_out")
    moments: Optional[__torch__.nn.Conv] = None
    if w.has("quant_conv.weight"):
      moments = nn.Conv(w, "quant_conv", padding=0)
    self.moments = moments

  # Images [B, 3, 8 H, 8 W] in -1..1 -> mean and log variance of their latents [B, 8, H, W] float32,
  # not scaled.
  def forward(self, image: Tensor) -> Tensor:
    x = self.conv_in.forward(image)
    for level in self.levels:
      x = level.forward(x)
      sampler = level.sampler
      if sampler is not None:
        # The reference pads on the right and below only.
        x = sampler.forward(torch.constant_pad_nd(x, [0, 1, 0, 1]))
    x = self.middle.forward(x)
    x = self.conv_out.forward(torch.silu(self.norm_out.forward(x)))
    moments = self.moments
    if moments is not None:
      x = moments.forward(x)
    return x.to(6).contiguous()

class Decoder:
  latents : Optional[__torch__.nn.Conv]
  conv_in : __torch__.nn.Conv
  middle : __torch__.Middle
  levels : List[__torch__.Level]
  norm_out : __torch__.nn.GroupNorm
  conv_out : __torch__.nn.Conv

  def __init__(self, w: __torch__.nn.Weights, levels: int, layers: int, groups: int) -> None:
    nn = __torch__.nn
    latents: Optional[__torch__.nn.Conv] = None
    if w.has("post_quant_conv.weight"):
      latents = nn.Conv(w, "post_quant_conv", padding=0)
    self.latents = latents
    self.conv_in = nn.Conv(w, "decoder.conv_in")
    self.middle = __torch__.Middle(w, "decoder.mid_block", groups)
    self.levels = [__torch__.Level(w, "decoder.up_blocks." + str(i), layers + 1, groups) for i in range(levels)]
    self.norm_out = nn.GroupNorm(w, "decoder.conv_norm_out", groups, 1e-6)
    self.conv_out = nn.Conv(w, "decoder.conv_out")

  # Latents [B, 4, H, W], already divided by the scaling factor -> images [B, 3, 8 H, 8 W] float32,
  # about -1..1.
  def forward(self, x: Tensor) -> Tensor:
    latents = self.latents
    if latents is not None:
      x = latents.forward(x)
    x = self.middle.forward(self.conv_in.forward(x))
    for level in self.levels:
      x = level.forward(x)
      sampler = level.sampler
      if sampler is not None:
        x = sampler.forward(__torch__.nn.upsample(x, 2 * x.size(2), 2 * x.size(3)))
    return self.conv_out.forward(torch.silu(self.norm_out.forward(x))).to(6).contiguous()

# What the application calls. It is asked to compute in its own type, or once more in float32.
class Vae(Module):
  __parameters__ = []
  __buffers__ = []
  training : bool
  w : Dict[str, Tensor]
  layers : Optional[Tuple[__torch__.Encoder, __torch__.Decoder]]
  levels : int
  resnets : int
  groups : int

  def put(self, inputs: Dict[str, Tensor]) -> List[Tensor]:
    return __torch__.store.put(self.w, inputs)

  def prepare(self, inputs: Dict[str, Tensor]) -> List[Tensor]:
    self.layers = self.made(self.dtype())
    return []

  # The layers of the weights as they are, computing in `dtype`.
  def made(self, dtype: int) -> Tuple[__torch__.Encoder, __torch__.Decoder]:
    w = __torch__.nn.Weights(self.w, dtype)
    encoder = __torch__.Encoder(w, self.levels, self.resnets, self.groups)
    return (encoder, __torch__.Decoder(w, self.levels, self.resnets, self.groups))

  def dtype(self) -> int:
    return self.w["decoder.conv_in.weight"].dtype

  def ready(self, dtype: int) -> Tuple[__torch__.Encoder, __torch__.Decoder]:
    layers = self.layers
    if layers is not None and dtype == self.dtype():
      return layers
    return self.made(dtype)

  def encode(self, image: Tensor, dtype: int) -> Tensor:
    return self.ready(dtype)[0].forward(image.to(dtype))

  def decode(self, latents: Tensor, dtype: int) -> Tensor:
    return self.ready(dtype)[1].forward(latents.to(dtype))
