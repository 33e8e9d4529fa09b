# UNet2DConditionModel: predicts the noise (or velocity) in latents from timestep and text
# (Rombach et al. 2022; Podell et al. 2023 for the text-and-time conditioning).
class UnetLayers:
  time : __torch__.time.TimeEmbedding
  added : Optional[__torch__.time.AddedEmbedding]
  conv_in : __torch__.nn.Conv
  down : List[__torch__.blocks.Level]
  middle : __torch__.blocks.Level
  up : List[__torch__.blocks.Level]
  norm_out : __torch__.nn.GroupNorm
  conv_out : __torch__.nn.Conv
  dtype : int

  def __init__(self, w: __torch__.nn.Weights, add_time_channels: int, down: List[__torch__.blocks.Level], middle: __torch__.blocks.Level, up: List[__torch__.blocks.Level], groups: int, eps: float) -> None:
    nn = __torch__.nn
    self.time = __torch__.time.TimeEmbedding(w)
    self.added = __torch__.time.added_embedding(w, add_time_channels)
    self.conv_in = nn.Conv(w, "conv_in")
    self.down = down
    self.middle = middle
    self.up = up
    self.norm_out = nn.GroupNorm(w, "conv_norm_out", groups, eps)
    self.conv_out = nn.Conv(w, "conv_out")
    self.dtype = w.dtype

  def context(self, hidden: Tensor, rows: Tensor) -> List[Tensor]:
    return __torch__.blocks.context(self.down + [self.middle] + self.up, hidden.to(self.dtype), rows)

  # sample [B, C, H, W] float32, time [1, B or N, P], context of N rows, N = B or 2 B; residuals of N
  # rows from ControlNets, one for every skip and the middle, or none; features of B rows from adapters,
  # one a level, of XL one for the middle too, or none -> [N, 4, H, W] float32.
  def forward(self, sample: Tensor, time: Tensor, context: List[Tensor], residuals: List[Tensor], features: List[Tensor]) -> Tensor:
    nn = __torch__.nn
    blocks = __torch__.blocks
    time = time.view([time.size(0), -1, 1, 1])
    x = self.conv_in.forward(sample.to(self.dtype))
    x = nn.repeat_rows(x, max(x.size(0), time.size(0)))
    skips = blocks.contract(self.down, x, time, context, features)
    x = blocks.featured(self.middle.forward(skips[-1], time, context), features)
    if len(residuals) > 0:
      for i in range(len(skips)):
        skips[i] = nn.repeat_rows(skips[i], residuals[i].size(0)) + residuals[i]
      x = nn.repeat_rows(x, residuals[-1].size(0)) + residuals[-1]
    x = blocks.expand(self.up, x, skips, time, context)
    return self.conv_out.forward(torch.silu(self.norm_out.forward(x))).to(6).contiguous()

# What the application calls.
class Unet(Module):
  __parameters__ = []
  __buffers__ = []
  training : bool
  w : Dict[str, Tensor]
  slots : Dict[str, List[int]]
  layers : Optional[__torch__.UnetLayers]
  down_layers : List[int]
  groups : int
  eps : float
  down_heads : List[int]
  down_depths : List[int]
  mid_heads : int
  mid_resnets : int
  mid_depth : int
  up_heads : List[int]
  up_layers : List[int]
  up_depths : List[int]
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

  def drop(self, ending: str) -> None:
    __torch__.store.drop(self.w, ending)

  def remake(self) -> None:
    self.layers = self.made()

  def saved(self, name: str) -> Tensor:
    return __torch__.store.saved(self.w, name)

  def restore(self, name: str, tensor: Tensor) -> None:
    self.layers = None
    __torch__.store.restore(self.w, name, tensor)

  def merge(self, name: str, kind: str, first: List[Tensor], second: List[Tensor], magnitude: List[Tensor], original: Tensor, strength: float) -> None:
    self.layers = None
    __torch__.adapters.merge(self.w, name, kind, first, second, magnitude, original, strength)

  def prepare(self, inputs: Dict[str, Tensor]) -> List[Tensor]:
    __torch__.blocks.fuse(self.w)
    self.layers = self.made()
    return []

  # The layers of the weights as they are.
  def made(self) -> __torch__.UnetLayers:
    blocks = __torch__.blocks
    w = __torch__.nn.Weights(self.w, self.w["conv_in.weight"].dtype)
    down = blocks.levels(w, "down_blocks", self.down_heads, self.down_layers, self.down_depths, self.groups, self.eps)
    middle = blocks.middle(w, self.mid_heads, self.mid_resnets, self.mid_depth, self.groups, self.eps)
    up = blocks.levels(w, "up_blocks", self.up_heads, self.up_layers, self.up_depths, self.groups, self.eps)
    return __torch__.UnetLayers(w, self.add_time_channels, down, middle, up, self.groups, self.eps)

  def ready(self) -> __torch__.UnetLayers:
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

  def forward(self, sample: Tensor, time: Tensor, context: List[Tensor], residuals: List[Tensor], features: List[Tensor]) -> Tensor:
    return self.ready().forward(sample, time, context, residuals, features)

  # An answer in training, from inputs by name: sample [B, C, H, W], timesteps [B], hidden [B, L, C]; of SDXL
  # pooled [B, P] and time_ids [B, 6]; residual.0 ... of a ControlNet; flat, the values of what is trained.
  def train(self, inputs: Dict[str, Tensor]) -> Tensor:
    if "flat" in inputs:
      self.place(inputs["flat"])
    residuals: List[Tensor] = []
    while "residual." + str(len(residuals)) in inputs:
      residuals.append(inputs["residual." + str(len(residuals))])
    layers = self.made()
    timesteps = inputs["timesteps"]
    added: List[Tensor] = []
    if "pooled" in inputs:
      added.append(__torch__.time.add(layers.added, inputs["pooled"], inputs["time_ids"]))
    context = layers.context(inputs["hidden"], torch.arange(timesteps.size(0), device=timesteps.device))
    return layers.forward(inputs["sample"], layers.time.forward(timesteps, [], added), context, residuals, [])
