# UNet2DConditionModel: predicts the noise (or velocity) in latents from timestep and text
# (Rombach et al. 2022; Podell et al. 2023 for the text-and-time conditioning).
class Unet(Module):
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
  up_heads : List[int]
  up_layers : List[int]
  up_depths : List[int]
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

  def saved(self, name: str) -> Tensor:
    return __torch__.nn.saved(self.w, name)

  def restore(self, name: str, tensor: Tensor) -> None:
    __torch__.nn.restore(self.w, name, tensor)

  def merge(self, name: str, kind: str, first: List[Tensor], second: List[Tensor], magnitude: List[Tensor], original: Tensor, strength: float) -> None:
    __torch__.adapters.merge(self.w, name, kind, first, second, magnitude, original, strength)

  def transformers(self) -> List[str]:
    return __torch__.blocks.transformer_names(self.down_layers, self.down_depths, self.mid_depth, self.up_layers, self.up_depths)

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

  # An answer in training, from inputs by name: sample [B, C, H, W], timesteps [B], hidden [B, L, C]; of SDXL
  # pooled [B, P] and time_ids [B, 6]; residual.0 ... of a ControlNet; flat, the values of what is trained.
  def train(self, inputs: Dict[str, Tensor]) -> Tensor:
    if "flat" in inputs:
      self.place(inputs["flat"])
    residuals: List[Tensor] = []
    while "residual." + str(len(residuals)) in inputs:
      residuals.append(inputs["residual." + str(len(residuals))])
    timesteps = inputs["timesteps"]
    added: List[Tensor] = []
    if "pooled" in inputs:
      added.append(self.added(inputs["pooled"], inputs["time_ids"]))
    context = self.context(inputs["hidden"], torch.arange(timesteps.size(0), device=timesteps.device))
    return self.forward(inputs["sample"], self.time(timesteps, [], added), context, residuals)

  # sample [B, C, H, W] float32, time [1, B or N, P], context of N rows, N = B or 2 B; residuals of N
  # rows from ControlNets, one for every skip and the middle, or none -> [N, 4, H, W] float32.
  def forward(self, sample: Tensor, time: Tensor, context: List[Tensor], residuals: List[Tensor]) -> Tensor:
    nn = __torch__.nn
    blocks = __torch__.blocks
    x = nn.conv(self.w, "conv_in", sample.to(self.w["conv_in.weight"].dtype))
    x = nn.repeat_rows(x, max(x.size(0), time.size(0)))
    skips = blocks.down(self.w, self.offsets, x, time, context, self.down_heads, self.down_layers, self.down_depths, self.groups, self.eps)
    x = blocks.middle(self.w, self.offsets, skips[-1], time, context, self.mid_heads, self.mid_resnets, self.mid_depth, self.groups, self.eps)
    if len(residuals) > 0:
      for i in range(len(skips)):
        skips[i] = nn.repeat_rows(skips[i], residuals[i].size(0)) + residuals[i]
      x = nn.repeat_rows(x, residuals[-1].size(0)) + residuals[-1]
    x = blocks.up(self.w, self.offsets, x, skips, time, context, self.up_heads, self.up_layers, self.up_depths, self.groups, self.eps)
    x = torch.silu(nn.group_norm(self.w, "conv_norm_out", x, self.groups, self.eps))
    return nn.conv(self.w, "conv_out", x).to(6).contiguous()
