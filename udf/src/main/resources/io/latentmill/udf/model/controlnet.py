# ControlNetModel (Zhang et al. 2023): a copy of the U-Net's contracting half that sees a hint image
# and adds its features, through 1x1 convolutions, to the U-Net's skips.
class ControlNet(Module):
  __parameters__ = []
  __buffers__ = []
  training : bool
  w : Dict[str, Tensor]
  offsets : Dict[str, int]
  layers : int
  groups : int
  eps : float
  down_heads : List[int]
  down_depths : List[int]
  mid_heads : int
  mid_depth : int
  hint_blocks : int
  add_time_channels : int

  def put(self, name: str, tensor: Tensor, dtype: int) -> None:
    __torch__.nn.put(self.w, name, tensor, dtype)

  def transformers(self) -> List[str]:
    return __torch__.blocks.transformer_names(self.down_depths, self.mid_depth, [], self.layers)

  def prepare(self) -> None:
    self.offsets = __torch__.blocks.fuse(self.w, self.transformers())

  def context(self, hidden: Tensor, rows: Tensor) -> List[Tensor]:
    return __torch__.blocks.context(self.w, hidden.to(self.w["conv_in.weight"].dtype), rows, self.transformers())

  def added(self, pooled: Tensor, time_ids: Tensor) -> Tensor:
    return __torch__.blocks.added(self.w, pooled, time_ids, self.add_time_channels)

  def time(self, timesteps: Tensor, condition: List[Tensor], added: List[Tensor]) -> Tensor:
    return __torch__.blocks.time(self.w, timesteps, condition, added)

  # Encodes hint images, once per image: [B, 3, 8 H, 8 W] in 0..1 -> [B, C, H, W].
  def hint(self, image: Tensor) -> Tensor:
    nn = __torch__.nn
    name = "controlnet_cond_embedding."
    x = torch.silu(nn.conv(self.w, name + "conv_in", image.to(self.w["conv_in.weight"].dtype)))
    for i in range(self.hint_blocks):
      x = torch.silu(nn.conv(self.w, name + "blocks.{}".format(i), x, 1 + i % 2))
    return nn.conv(self.w, name + "conv_out", x)

  # As Unet.forward, with the encoded hint [B, C, H, W]; returns a residual of N rows for every skip
  # and for the middle, times scale.
  def forward(self, sample: Tensor, time: Tensor, context: List[Tensor], hint: Tensor, scale: float) -> List[Tensor]:
    nn = __torch__.nn
    blocks = __torch__.blocks
    x = nn.conv(self.w, "conv_in", sample.to(hint.dtype)) + hint
    x = nn.repeat_rows(x, max(x.size(0), time.size(0)))
    rows = context[0].size(0)
    skips = blocks.down(self.w, self.offsets, x, time, context, self.down_heads, self.down_depths, self.layers, self.groups, self.eps)
    x = blocks.middle(self.w, self.offsets, skips[-1], time, context, self.mid_heads, self.mid_depth, self.groups, self.eps)
    residuals: List[Tensor] = []
    for i in range(len(skips)):
      residual = nn.conv(self.w, "controlnet_down_blocks.{}".format(i), skips[i], padding=0) * scale
      residuals.append(nn.repeat_rows(residual, rows))
    residuals.append(nn.conv(self.w, "controlnet_mid_block", x, padding=0) * scale)
    return residuals
