# T2IAdapter (Mou et al. 2023): a hint image as feature maps, one for each level of the U-Net's way down.
class AdapterResnet:
  block1 : __torch__.nn.Conv
  block2 : __torch__.nn.Conv

  def __init__(self, w: __torch__.nn.Weights, name: str, padding: int) -> None:
    self.block1 = __torch__.nn.Conv(w, name + ".block1")
    self.block2 = __torch__.nn.Conv(w, name + ".block2", padding=padding)

  def forward(self, x: Tensor) -> Tensor:
    return x + self.block2.forward(torch.relu(self.block1.forward(x)))

# A 1x1 convolution that a level may have or not.
def pointwise(w: __torch__.nn.Weights, name: str) -> Optional[__torch__.nn.Conv]:
  found: Optional[__torch__.nn.Conv] = None
  if w.has(name + ".weight"):
    found = __torch__.nn.Conv(w, name, padding=0)
  return found

class AdapterLevel:
  halves : bool
  conv_in : Optional[__torch__.nn.Conv]
  resnets : List[__torch__.AdapterResnet]
  conv_out : Optional[__torch__.nn.Conv]

  def __init__(self, w: __torch__.nn.Weights, name: str, halves: bool, resnets: int, padding: int) -> None:
    self.halves = halves
    self.conv_in = __torch__.pointwise(w, name + ".in_conv")
    self.resnets = [__torch__.AdapterResnet(w, "{}.resnets.{}".format(name, i), padding) for i in range(resnets)]
    self.conv_out = __torch__.pointwise(w, name + ".out_conv")

  def forward(self, x: Tensor) -> Tensor:
    if self.halves:
      x = torch.avg_pool2d(x, [2, 2], [2, 2], [0, 0], True)
    conv_in = self.conv_in
    if conv_in is not None:
      x = conv_in.forward(x)
    for resnet in self.resnets:
      x = resnet.forward(x)
    conv_out = self.conv_out
    if conv_out is not None:
      x = conv_out.forward(x)
    return x

class T2iAdapterLayers:
  factor : int
  conv_in : Optional[__torch__.nn.Conv]
  levels : List[__torch__.AdapterLevel]
  dtype : int

  def __init__(self, w: __torch__.nn.Weights, levels: List[__torch__.AdapterLevel], factor: int) -> None:
    self.factor = factor
    found: Optional[__torch__.nn.Conv] = None
    if w.has("adapter.conv_in.weight"):
      found = __torch__.nn.Conv(w, "adapter.conv_in")
    self.conv_in = found
    self.levels = levels
    self.dtype = w.dtype

  # [B, 1 or 3, H, W] in 0..1 -> one map a level, times each row's scale [B].
  def features(self, image: Tensor, scales: Tensor) -> List[Tensor]:
    x = torch.pixel_unshuffle(image.to(self.dtype), self.factor)
    conv_in = self.conv_in
    if conv_in is not None:
      x = conv_in.forward(x)
    factors = scales.to(x.dtype).view([-1, 1, 1, 1])
    result: List[Tensor] = []
    for level in self.levels:
      x = level.forward(x)
      result.append(x * factors)
    return result

# What the application calls.
class T2iAdapter(Module):
  __parameters__ = []
  __buffers__ = []
  training : bool
  w : Dict[str, Tensor]
  layers : Optional[__torch__.T2iAdapterLayers]
  factor : int
  levels : int
  resnets : int
  halved : List[int]
  padding : int

  def put(self, inputs: Dict[str, Tensor]) -> List[Tensor]:
    return __torch__.store.put(self.w, inputs)

  def prepare(self, inputs: Dict[str, Tensor]) -> List[Tensor]:
    w = __torch__.nn.Weights(self.w, self.w["adapter.body.0.resnets.0.block1.weight"].dtype)
    levels: List[__torch__.AdapterLevel] = []
    for i in range(self.levels):
      levels.append(__torch__.AdapterLevel(w, "adapter.body.{}".format(i), i in self.halved, self.resnets, self.padding))
    self.layers = __torch__.T2iAdapterLayers(w, levels, self.factor)
    return []

  def features(self, image: Tensor, scales: Tensor) -> List[Tensor]:
    layers = self.layers
    assert layers is not None, "weights come first, then prepare"
    return layers.features(image, scales)
