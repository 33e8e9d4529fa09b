# ControlNetModel (Zhang et al. 2023): a copy of the U-Net's contracting half that sees a hint image
# and adds its features, through 1x1 convolutions, to the U-Net's skips.
class ControlNetLayers:
  time : __torch__.time.TimeEmbedding
  added : Optional[__torch__.time.AddedEmbedding]
  hint_in : __torch__.nn.Conv
  hint_blocks : List[__torch__.nn.Conv]
  hint_out : __torch__.nn.Conv
  conv_in : __torch__.nn.Conv
  down : List[__torch__.blocks.Level]
  middle : __torch__.blocks.Level
  down_out : List[__torch__.nn.Conv]
  middle_out : __torch__.nn.Conv
  pooled : bool
  dtype : int

  def __init__(self, w: __torch__.nn.Weights, add_time_channels: int, hint_blocks: int, down: List[__torch__.blocks.Level], middle: __torch__.blocks.Level, pooled: bool) -> None:
    nn = __torch__.nn
    self.time = __torch__.time.TimeEmbedding(w)
    self.added = __torch__.time.added_embedding(w, add_time_channels)
    hint = "controlnet_cond_embedding."
    self.hint_in = nn.Conv(w, hint + "conv_in")
    self.hint_blocks = [nn.Conv(w, hint + "blocks." + str(i), 1 + i % 2) for i in range(hint_blocks)]
    self.hint_out = nn.Conv(w, hint + "conv_out")
    self.conv_in = nn.Conv(w, "conv_in")
    self.down = down
    self.middle = middle
    self.down_out = [nn.Conv(w, "controlnet_down_blocks." + str(i), padding=0) for i in range(__torch__.blocks.skips(down))]
    self.middle_out = nn.Conv(w, "controlnet_mid_block", padding=0)
    self.pooled = pooled
    self.dtype = w.dtype

  def context(self, hidden: Tensor, rows: Tensor) -> List[Tensor]:
    return __torch__.blocks.context(self.down + [self.middle], hidden.to(self.dtype), rows)

  # Encodes hint images, once per image: [B, 3, 8 H, 8 W] in 0..1 -> [B, C, H, W].
  def hint(self, image: Tensor) -> Tensor:
    x = torch.silu(self.hint_in.forward(image.to(self.dtype)))
    for block in self.hint_blocks:
      x = torch.silu(block.forward(x))
    return self.hint_out.forward(x)

  # As UnetLayers.forward, with the encoded hint [B, C, H, W]; returns a residual of N rows for every skip
  # and for the middle, times scale, or with global pooling its mean over the pixels.
  def forward(self, sample: Tensor, time: Tensor, context: List[Tensor], hint: Tensor, scale: float, rows: int) -> List[Tensor]:
    time = time.view([time.size(0), -1, 1, 1])
    x = self.conv_in.forward(sample.to(self.dtype)) + hint
    x = __torch__.nn.repeat_rows(x, max(x.size(0), time.size(0)))
    skips = __torch__.blocks.contract(self.down, x, time, context)
    x = self.middle.forward(skips[-1], time, context)
    residuals: List[Tensor] = []
    for i in range(len(skips)):
      residuals.append(self.residual(self.down_out[i], skips[i], scale, rows))
    residuals.append(self.residual(self.middle_out, x, scale, rows))
    return residuals

  def residual(self, out: __torch__.nn.Conv, x: Tensor, scale: float, rows: int) -> Tensor:
    y = out.forward(x) * scale
    if self.pooled:
      y = torch.mean(y, [2, 3], True)
    return __torch__.nn.repeat_rows(y, rows)

# What the application calls.
class ControlNet(Module):
  __parameters__ = []
  __buffers__ = []
  training : bool
  w : Dict[str, Tensor]
  slots : Dict[str, List[int]]
  layers : Optional[__torch__.ControlNetLayers]
  down_layers : List[int]
  groups : int
  eps : float
  down_heads : List[int]
  down_depths : List[int]
  mid_heads : int
  mid_resnets : int
  mid_depth : int
  hint_blocks : int
  pooled : bool
  add_time_channels : int

  def put(self, inputs: Dict[str, Tensor]) -> List[Tensor]:
    return __torch__.store.put(self.w, inputs)

  def share(self, name: str, tensor: Tensor) -> None:
    __torch__.store.share(self.w, name, tensor)

  def weight(self, name: str) -> Tensor:
    return __torch__.store.dense(self.w[name])

  def slot(self, name: str, shape: List[int]) -> None:
    self.slots[name] = shape

  def place(self, flat: Tensor) -> None:
    __torch__.store.place(self.w, self.slots, flat)

  def prepare(self, inputs: Dict[str, Tensor]) -> List[Tensor]:
    __torch__.blocks.fuse(self.w)
    self.layers = self.made()
    return []

  # The layers of the weights as they are.
  def made(self) -> __torch__.ControlNetLayers:
    blocks = __torch__.blocks
    w = __torch__.nn.Weights(self.w, self.w["conv_in.weight"].dtype)
    down = blocks.levels(w, "down_blocks", self.down_heads, self.down_layers, self.down_depths, self.groups, self.eps)
    middle = blocks.middle(w, self.mid_heads, self.mid_resnets, self.mid_depth, self.groups, self.eps)
    return __torch__.ControlNetLayers(w, self.add_time_channels, self.hint_blocks, down, middle, self.pooled)

  def ready(self) -> __torch__.ControlNetLayers:
    layers = self.layers
    if layers is None:
      layers = self.made()
      self.layers = layers
    return layers

  def context(self, hidden: Tensor, rows: Tensor) -> List[Tensor]:
    return self.ready().context(hidden, rows)

  def added(self, pooled: Tensor, time_ids: Tensor) -> Tensor:
    return __torch__.time.add(self.ready().added, pooled, time_ids)

  def time(self, timesteps: Tensor, condition: List[Tensor], added: List[Tensor]) -> Tensor:
    return self.ready().time.forward(timesteps, condition, added)

  def hint(self, image: Tensor) -> Tensor:
    return self.ready().hint(image)

  def forward(self, sample: Tensor, time: Tensor, context: List[Tensor], hint: Tensor, scale: float, rows: int) -> List[Tensor]:
    return self.ready().forward(sample, time, context, hint, scale, rows)

  # Residuals in training; inputs as Unet.train takes them, and image [B, 3, 8 H, 8 W], the hint in 0..1.
  def train(self, inputs: Dict[str, Tensor]) -> List[Tensor]:
    if "flat" in inputs:
      self.place(inputs["flat"])
    layers = self.made()
    timesteps = inputs["timesteps"]
    added: List[Tensor] = []
    if "pooled" in inputs:
      added.append(__torch__.time.add(layers.added, inputs["pooled"], inputs["time_ids"]))
    context = layers.context(inputs["hidden"], torch.arange(timesteps.size(0), device=timesteps.device))
    time = layers.time.forward(timesteps, [], added)
    return layers.forward(inputs["sample"], time, context, layers.hint(inputs["image"]), 1., inputs["sample"].size(0))
