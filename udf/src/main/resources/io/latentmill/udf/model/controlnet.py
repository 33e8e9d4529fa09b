# ControlNetModel (Zhang et al. 2023): a copy of the U-Net's contracting half that sees a hint image
# and adds its features, through 1x1 convolutions, to the U-Net's skips.
class ControlNet(Module):
  __parameters__ = []
  __buffers__ = []
  training : bool
  w : Dict[str, Tensor]
  slots : Dict[str, List[int]]
  offsets : Dict[str, int]
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
    return __torch__.nn.put(self.w, inputs)

  def share(self, name: str, tensor: Tensor) -> None:
    __torch__.nn.share(self.w, name, tensor)

  def weight(self, name: str) -> Tensor:
    return self.w[name]

  def slot(self, name: str, shape: List[int]) -> None:
    self.slots[name] = shape

  def place(self, flat: Tensor) -> None:
    __torch__.nn.place(self.w, self.slots, flat)
    self.offsets = __torch__.blocks.offsets(self.w)

  def transformers(self) -> List[str]:
    return __torch__.blocks.transformer_names(self.down_layers, self.down_depths, self.mid_depth, [], [])

  def prepare(self, inputs: Dict[str, Tensor]) -> List[Tensor]:
    __torch__.blocks.fuse(self.w, self.transformers())
    self.offsets = __torch__.blocks.offsets(self.w)
    return []

  def context(self, hidden: Tensor, rows: Tensor) -> List[Tensor]:
    return __torch__.blocks.context(self.w, hidden.to(self.w["conv_in.weight"].dtype), rows, self.transformers())

  def added(self, pooled: Tensor, time_ids: Tensor) -> Tensor:
    return __torch__.blocks.added(self.w, pooled, time_ids, self.add_time_channels)

  def time(self, timesteps: Tensor, condition: List[Tensor], added: List[Tensor]) -> Tensor:
    return __torch__.blocks.time(self.w, self.offsets, timesteps, condition, added)

  # Encodes hint images, once per image: [B, 3, 8 H, 8 W] in 0..1 -> [B, C, H, W].
  def hint(self, image: Tensor) -> Tensor:
    nn = __torch__.nn
    name = "controlnet_cond_embedding."
    x = torch.silu(nn.conv(self.w, name + "conv_in", image.to(self.w["conv_in.weight"].dtype)))
    for i in range(self.hint_blocks):
      x = torch.silu(nn.conv(self.w, name + "blocks.{}".format(i), x, 1 + i % 2))
    return nn.conv(self.w, name + "conv_out", x)

  # Residuals in training; inputs as Unet.train takes them, and image [B, 3, 8 H, 8 W], the hint in 0..1.
  def train(self, inputs: Dict[str, Tensor]) -> List[Tensor]:
    if "flat" in inputs:
      self.place(inputs["flat"])
    timesteps = inputs["timesteps"]
    added: List[Tensor] = []
    if "pooled" in inputs:
      added.append(self.added(inputs["pooled"], inputs["time_ids"]))
    context = self.context(inputs["hidden"], torch.arange(timesteps.size(0), device=timesteps.device))
    return self.forward(inputs["sample"], self.time(timesteps, [], added), context, self.hint(inputs["image"]), 1., inputs["sample"].size(0))

  # As Unet.forward, with the encoded hint [B, C, H, W]; returns a residual of N rows for every skip
  # and for the middle, times scale, or with global pooling its mean over the pixels.
  def forward(self, sample: Tensor, time: Tensor, context: List[Tensor], hint: Tensor, scale: float, rows: int) -> List[Tensor]:
    nn = __torch__.nn
    blocks = __torch__.blocks
    x = nn.conv(self.w, "conv_in", sample.to(hint.dtype)) + hint
    x = nn.repeat_rows(x, max(x.size(0), time.size(0)))
    skips = blocks.down(self.w, self.offsets, x, time, context, self.down_heads, self.down_layers, self.down_depths, self.groups, self.eps)
    x = blocks.middle(self.w, self.offsets, skips[-1], time, context, self.mid_heads, self.mid_resnets, self.mid_depth, self.groups, self.eps)
    residuals: List[Tensor] = []
    for i in range(len(skips)):
      residuals.append(self.residual("controlnet_down_blocks.{}".format(i), skips[i], scale, rows))
    residuals.append(self.residual("controlnet_mid_block", x, scale, rows))
    return residuals

  def residual(self, name: str, x: Tensor, scale: float, rows: int) -> Tensor:
    nn = __torch__.nn
    y = nn.conv(self.w, name, x, padding=0) * scale
    if self.pooled:
      y = torch.mean(y, [2, 3], True)
    return nn.repeat_rows(y, rows)
