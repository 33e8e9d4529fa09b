# A layer that a union's tokens go through. It attends over the rows of a batch in the reference; of a row
# alone, whose two halves are equal, that leaves each token's own value.
class FuserLayer:
  norm1 : __torch__.nn.LayerNorm
  projection : __torch__.nn.Linear
  out : __torch__.nn.Linear
  norm2 : __torch__.nn.LayerNorm
  hidden : __torch__.nn.Linear
  narrow : __torch__.nn.Linear

  def __init__(self, w: __torch__.nn.Weights, name: str) -> None:
    nn = __torch__.nn
    self.norm1 = nn.LayerNorm(w, name + ".ln_1")
    self.projection = nn.Linear(w, name + ".attn.in_proj")
    self.out = nn.Linear(w, name + ".attn.out_proj")
    self.norm2 = nn.LayerNorm(w, name + ".ln_2")
    self.hidden = nn.Linear(w, name + ".mlp.c_fc")
    self.narrow = nn.Linear(w, name + ".mlp.c_proj")

  def forward(self, x: Tensor) -> Tensor:
    value = torch.chunk(self.projection.forward(self.norm1.forward(x)), 3, -1)[2]
    x = x + self.out.forward(value)
    h = self.hidden.forward(self.norm2.forward(x))
    return x + self.narrow.forward(__torch__.nn.activation("quick_gelu", h))

# What a union has (ControlNetUnionModel): hints of several kinds, and what all of them say together.
class HintUnion:
  tasks : Tensor
  layers : List[__torch__.FuserLayer]
  projection : __torch__.nn.Linear
  linear1 : __torch__.nn.Linear
  linear2 : __torch__.nn.Linear
  channels : int
  dtype : int

  # Channels are those of one kind's embedding.
  def __init__(self, w: __torch__.nn.Weights, fusers: int, channels: int) -> None:
    nn = __torch__.nn
    self.tasks = w.get("task_embedding")
    self.layers = [__torch__.FuserLayer(w, "transformer_layes.{}".format(i)) for i in range(fusers)]
    self.projection = nn.Linear(w, "spatial_ch_projs")
    self.linear1 = nn.Linear(w, "control_add_embedding.linear_1")
    self.linear2 = nn.Linear(w, "control_add_embedding.linear_2")
    self.channels = channels
    self.dtype = w.dtype

  # [N, kinds] of 0 and 1 -> [N, 4 C], to be added to the timestep embedding.
  def embed(self, kinds: Tensor) -> Tensor:
    x = __torch__.nn.sinusoid(kinds.flatten(), self.channels).view([kinds.size(0), -1])
    return self.linear2.forward(torch.silu(self.linear1.forward(x.to(self.dtype))))

  # A feature map with hints, each of a kind and with its scale.
  def fuse(self, x: Tensor, hints: List[Tensor], kinds: List[int], scales: List[float]) -> Tensor:
    tokens: List[Tensor] = []
    for i in range(len(hints)):
      task = torch.select(self.tasks, 0, kinds[i])
      tokens.append((torch.mean(hints[i], [2, 3]) + task) * scales[i])
    tokens.append(torch.mean(x, [2, 3]))
    y = torch.stack(tokens, 1)
    for layer in self.layers:
      y = layer.forward(y)
    for i in range(len(hints)):
      alpha = self.projection.forward(torch.select(y, 1, i))
      x = x + (hints[i] + torch.unsqueeze(torch.unsqueeze(alpha, -1), -1)) * scales[i]
    return x

# ControlNetModel (Zhang et al. 2023): a copy of the U-Net's contracting half that sees a hint image
# and adds its features, through 1x1 convolutions, to the U-Net's skips.
class ControlNetLayers:
  time : __torch__.time.TimeEmbedding
  added : Optional[__torch__.time.AddedEmbedding]
  union : Optional[__torch__.HintUnion]
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

  def __init__(self, w: __torch__.nn.Weights, add_time_channels: int, union: Optional[__torch__.HintUnion], hint_blocks: int, down: List[__torch__.blocks.Level], middle: __torch__.blocks.Level, pooled: bool) -> None:
    nn = __torch__.nn
    self.time = __torch__.time.TimeEmbedding(w)
    self.added = __torch__.time.added_embedding(w, add_time_channels)
    self.union = union
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

  # As UnetLayers.forward, with encoded hints [B, C, H, W]: one, or of a union one or more with their kinds
  # and scales. Returns a residual of N rows for every skip and for the middle, times scale, growing to it
  # from a tenth where it guesses, or with global pooling its mean over the pixels.
  def forward(self, sample: Tensor, time: Tensor, context: List[Tensor], hints: List[Tensor], kinds: List[int], scales: List[float], scale: float, guesses: bool, rows: int) -> List[Tensor]:
    time = time.view([time.size(0), -1, 1, 1])
    x = self.conv_in.forward(sample.to(self.dtype))
    union = self.union
    if union is not None:
      x = union.fuse(x, hints, kinds, scales)
    else:
      x = x + hints[0]
    x = __torch__.nn.repeat_rows(x, max(x.size(0), time.size(0)))
    skips = __torch__.blocks.contract(self.down, x, time, context, [])
    x = self.middle.forward(skips[-1], time, context)
    residuals: List[Tensor] = []
    for i in range(len(skips)):
      own = scale
      if guesses and not self.pooled:
        own = scale * 10. ** (float(i) / float(len(skips)) - 1.)
      residuals.append(self.residual(self.down_out[i], skips[i], own, rows))
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
  fusers : int
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

  def merge(self, name: str, kind: str, first: List[Tensor], second: List[Tensor], magnitude: List[Tensor], original: Tensor, strength: float) -> None:
    self.layers = None
    __torch__.adapters.merge(self.w, name, kind, first, second, magnitude, original, strength)

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
    union: Optional[__torch__.HintUnion] = None
    if w.has("task_embedding"):
      union = __torch__.HintUnion(w, self.fusers, self.add_time_channels)
    return __torch__.ControlNetLayers(w, self.add_time_channels, union, self.hint_blocks, down, middle, self.pooled)

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

  def kinds(self, kinds: Tensor) -> Tensor:
    union = self.ready().union
    assert union is not None, "this ControlNet is no union"
    return union.embed(kinds)

  def time(self, timesteps: Tensor, condition: List[Tensor], added: List[Tensor]) -> Tensor:
    return self.ready().time.forward(timesteps, condition, added)

  def hint(self, image: Tensor) -> Tensor:
    return self.ready().hint(image)

  def forward(self, sample: Tensor, time: Tensor, context: List[Tensor], hints: List[Tensor], kinds: List[int], scales: List[float], scale: float, guesses: bool, rows: int) -> List[Tensor]:
    return self.ready().forward(sample, time, context, hints, kinds, scales, scale, guesses, rows)

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
    return layers.forward(inputs["sample"], time, context, [layers.hint(inputs["image"])], [], [], 1., False, inputs["sample"].size(0))
