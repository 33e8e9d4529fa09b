# Layers and blocks that the networks share. Each is made once from the weights under its name in the
# checkpoint, and called in every step: a step looks nothing up.

# A network's tensors under the names that its checkpoint gives them, in the dtype that is computed in:
# casting is a no-op but in the float32 retry and for the float32 weights that are trained. `starts` says
# of a U-Net's resnets where their timestep projections start among all.
class Weights:
  tensors : Dict[str, Tensor]
  dtype : int
  starts : Dict[str, int]

  def __init__(self, tensors: Dict[str, Tensor], dtype: int) -> None:
    self.tensors = tensors
    self.dtype = dtype
    self.starts = __torch__.time.starts(tensors)

  def has(self, name: str) -> bool:
    return name in self.tensors

  def get(self, name: str) -> Tensor:
    if torch.is_grad_enabled():
      return __torch__.store.differentiable(self.tensors, name).to(self.dtype)
    return self.tensors[name].to(self.dtype)

  def find(self, name: str) -> Optional[Tensor]:
    found: Optional[Tensor] = None
    if name in self.tensors:
      found = self.get(name)
    return found

# A change of low rank beside a layer's weight (Hu et al. 2021), to be added to what the layer answers:
# W x + scale B A x. In training there is one; where each row of a batch has its own, A is [rows, rank, in]
# and B [rows, out, rank].
class LowRank:
  down : Tensor
  up : Tensor
  scale : Tensor

  def __init__(self, w: __torch__.nn.Weights, name: str) -> None:
    self.down = w.get(name + ".lora_A.weight")
    self.up = w.get(name + ".lora_B.weight")
    self.scale = w.get("lora_scale")

  def linear(self, x: Tensor) -> Tensor:
    if self.down.dim() == 3:
      return self.by_row(x)
    return torch.linear(torch.linear(x, self.down.flatten(1, -1)), self.up.flatten(1, -1)) * self.scale

  # x [N, L, in] has the batch's rows once or, guided, several times over.
  def by_row(self, x: Tensor) -> Tensor:
    nn = __torch__.nn
    low = torch.bmm(x, nn.repeat_rows(self.down, x.size(0)).transpose(1, 2))
    return torch.bmm(low, nn.repeat_rows(self.up, x.size(0)).transpose(1, 2)) * self.scale

  def conv(self, x: Tensor, stride: List[int], padding: List[int]) -> Tensor:
    return torch.conv2d(torch.conv2d(x, self.down, None, stride, padding), self.up) * self.scale

def low_rank(w: __torch__.nn.Weights, name: str) -> Optional[__torch__.nn.LowRank]:
  change: Optional[__torch__.nn.LowRank] = None
  if w.has(name + ".lora_A.weight"):
    change = __torch__.nn.LowRank(w, name)
  return change

# Its weight may be that of a 1x1 convolution, which is a linear layer on every pixel's channels.
class Linear:
  weight : Tensor
  bias : Optional[Tensor]
  change : Optional[__torch__.nn.LowRank]

  def __init__(self, w: __torch__.nn.Weights, name: str) -> None:
    self.weight = w.get(name + ".weight").flatten(1, -1)
    self.bias = w.find(name + ".bias")
    self.change = __torch__.nn.low_rank(w, name)

  def forward(self, x: Tensor) -> Tensor:
    y = __torch__.products.linear(x, self.weight, self.bias)
    change = self.change
    if change is not None:
      y = y + change.linear(x)
    return y

  # What it answers, added to y.
  def add(self, y: Tensor, x: Tensor) -> Tensor:
    if self.change is None:
      return __torch__.products.add(y, x, self.weight, self.bias)
    return y + self.forward(x)

  # The first half of its channels times GELU of the second (Shazeer 2020).
  def geglu(self, x: Tensor) -> Tensor:
    bias = self.bias
    if self.change is None and bias is not None:
      return __torch__.products.geglu(x, self.weight, bias)
    hidden, gate = torch.chunk(self.forward(x), 2, -1)
    return hidden * torch.gelu(gate)

# Where convolutions want their weights packed, they are for the size of input that comes, in place of
# the weights as they were; another size has them packed anew, so that results never depend on what came
# before.
class Conv:
  tensors : Dict[str, Tensor]
  name : str
  weight : Tensor
  packed : List[int]
  bias : Optional[Tensor]
  change : Optional[__torch__.nn.LowRank]
  stride : List[int]
  padding : List[int]

  def __init__(self, w: __torch__.nn.Weights, name: str, stride: int = 1, padding: int = 1) -> None:
    self.tensors = w.tensors
    self.name = name + ".weight"
    self.weight = w.get(self.name)
    packed: List[int] = []
    self.packed = packed
    self.bias = w.find(name + ".bias")
    self.change = __torch__.nn.low_rank(w, name)
    self.stride = [stride, stride]
    self.padding = [padding, padding]

  def forward(self, x: Tensor) -> Tensor:
    products = __torch__.products
    if products.packs():
      if x.size() != self.packed:
        self.pack(x.size())
      y = products.conv(x, self.weight, self.bias, self.stride, self.padding)
    else:
      y = torch.conv2d(x, self.weight, self.bias, self.stride, self.padding)
    change = self.change
    if change is not None:
      y = y + change.conv(x, self.stride, self.padding)
    return y

  def pack(self, size: List[int]) -> None:
    weight = __torch__.store.dense(self.weight)
    self.weight = __torch__.products.packed(weight, self.stride, self.padding, size)
    self.packed = size
    self.tensors[self.name] = self.weight

class GroupNorm:
  weight : Tensor
  bias : Tensor
  groups : int
  eps : float

  def __init__(self, w: __torch__.nn.Weights, name: str, groups: int, eps: float) -> None:
    self.weight = w.get(name + ".weight")
    self.bias = w.get(name + ".bias")
    self.groups = groups
    self.eps = eps

  def forward(self, x: Tensor) -> Tensor:
    return __torch__.layout.group_norm(x, self.groups, self.weight, self.bias, self.eps)

class LayerNorm:
  weight : Tensor
  bias : Tensor
  shape : List[int]
  eps : float

  def __init__(self, w: __torch__.nn.Weights, name: str, eps: float = 1e-5) -> None:
    self.weight = w.get(name + ".weight")
    self.bias = w.get(name + ".bias")
    self.shape = [self.weight.size(0)]
    self.eps = eps

  def forward(self, x: Tensor) -> Tensor:
    return torch.layer_norm(x, self.shape, self.weight, self.bias, self.eps)

# Residual block of a VAE, or with a timestep projection that of a U-Net.
class ResBlock:
  norm1 : __torch__.nn.GroupNorm
  conv1 : __torch__.nn.Conv
  norm2 : __torch__.nn.GroupNorm
  conv2 : __torch__.nn.Conv
  shortcut : Optional[__torch__.nn.Conv]

  def __init__(self, w: __torch__.nn.Weights, name: str, groups: int, eps: float) -> None:
    nn = __torch__.nn
    self.norm1 = nn.GroupNorm(w, name + ".norm1", groups, eps)
    self.conv1 = nn.Conv(w, name + ".conv1")
    self.norm2 = nn.GroupNorm(w, name + ".norm2", groups, eps)
    self.conv2 = nn.Conv(w, name + ".conv2")
    shortcut: Optional[__torch__.nn.Conv] = None
    if w.has(name + ".conv_shortcut.weight"):
      shortcut = nn.Conv(w, name + ".conv_shortcut", padding=0)
    self.shortcut = shortcut

  def forward(self, x: Tensor, time: Optional[Tensor]) -> Tensor:
    h = self.conv1.forward(torch.silu(self.norm1.forward(x)))
    if time is not None:
      h = h + time
    h = self.conv2.forward(torch.silu(self.norm2.forward(h)))
    shortcut = self.shortcut
    if shortcut is not None:
      x = shortcut.forward(x)
    return x + h

def activation(kind: str, x: Tensor) -> Tensor:
  if kind == "quick_gelu":
    return x * torch.sigmoid(1.702 * x)
  if kind == "gelu":
    return torch.gelu(x)
  assert kind == "silu", "unknown activation " + kind
  return torch.silu(x)

# [B, L, H * D] -> [B, H, L, D], a view whose last dimension is contiguous: SDPA is several times
# slower otherwise.
def split_heads(x: Tensor, heads: int) -> Tensor:
  return x.view([x.size(0), x.size(1), heads, -1]).transpose(1, 2)

def merge_heads(x: Tensor) -> Tensor:
  return x.transpose(1, 2).flatten(2, -1)

def upsample(x: Tensor, height: int, width: int) -> Tensor:
  return torch.upsample_nearest2d(x, [height, width], None)

# Rows of x repeated to n rows: [a, b] -> [a, b, a, b]. What does not depend on the text is computed
# once for the two halves of a guided batch.
def repeat_rows(x: Tensor, n: int) -> Tensor:
  if x.size(0) == n:
    return x
  return torch.cat([x] * (n // x.size(0)), 0)

# Timestep embedding of Vaswani et al. 2017 as the diffusion U-Nets use it: cosines, then sines.
# [N] float32 -> [N, channels] float32.
def sinusoid(values: Tensor, channels: int) -> Tensor:
  half = channels // 2
  exponent = torch.arange(half, dtype=6, device=values.device) * (-9.210340371976184 / half)
  angles = torch.unsqueeze(values, 1) * torch.unsqueeze(torch.exp(exponent), 0)
  return torch.cat([torch.cos(angles), torch.sin(angles)], 1)
