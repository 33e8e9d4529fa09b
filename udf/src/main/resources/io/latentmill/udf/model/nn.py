# Layers and blocks that the networks share. A network keeps its weights in one dictionary under the
# names that its checkpoint gives them; every function takes that dictionary and a name in it.
# Weights follow the dtype of what they are applied to, which is a no-op but in the float32 retry and
# for the float32 weights that are trained.
#
# In training, a layer may have a change of low rank beside its weight (Hu et al. 2021), added to what
# it answers: W x + scale B A x.

# Its weight may be that of a 1x1 convolution, which is a linear layer on every pixel's channels.
def linear(w: Dict[str, Tensor], name: str, x: Tensor) -> Tensor:
  weight = w[name + ".weight"].to(x.dtype).flatten(1, -1)
  bias: Optional[Tensor] = None
  if name + ".bias" in w:
    bias = w[name + ".bias"].to(x.dtype)
  y = __torch__.products.linear(x, weight, bias)
  if "lora_scale" in w and name + ".lora_A.weight" in w:
    down = w[name + ".lora_A.weight"].to(x.dtype).flatten(1, -1)
    up = w[name + ".lora_B.weight"].to(x.dtype).flatten(1, -1)
    y = y + torch.linear(torch.linear(x, down), up) * w["lora_scale"].to(x.dtype)
  return y

def conv(w: Dict[str, Tensor], name: str, x: Tensor, stride: int = 1, padding: int = 1) -> Tensor:
  weight = w[name + ".weight"].to(x.dtype)
  bias: Optional[Tensor] = None
  if name + ".bias" in w:
    bias = w[name + ".bias"].to(x.dtype)
  y = torch.conv2d(x, weight, bias, [stride, stride], [padding, padding])
  if "lora_scale" in w and name + ".lora_A.weight" in w:
    low = torch.conv2d(x, w[name + ".lora_A.weight"].to(x.dtype), None, [stride, stride], [padding, padding])
    y = y + torch.conv2d(low, w[name + ".lora_B.weight"].to(x.dtype)) * w["lora_scale"].to(x.dtype)
  return y

def group_norm(w: Dict[str, Tensor], name: str, x: Tensor, groups: int, eps: float) -> Tensor:
  return __torch__.layout.group_norm(x, groups, w[name + ".weight"].to(x.dtype), w[name + ".bias"].to(x.dtype), eps)

def layer_norm(w: Dict[str, Tensor], name: str, x: Tensor, eps: float = 1e-5) -> Tensor:
  weight = w[name + ".weight"].to(x.dtype)
  return torch.layer_norm(x, [weight.size(0)], weight, w[name + ".bias"].to(x.dtype), eps)

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

# Concatenates the weights of several linear layers with one input into one layer, and lets the
# layers' own names be views of it, so that a change of either changes both.
def fuse(w: Dict[str, Tensor], fused: str, names: List[str]) -> None:
  parts: List[Tensor] = []
  for name in names:
    parts.append(w[name])
  whole = torch.cat(parts, 0)
  start = 0
  for name in names:
    rows = w[name].size(0)
    w[name] = torch.narrow(whole, 0, start, rows)
    start = start + rows
  w[fused] = whole

# Timestep embedding of Vaswani et al. 2017 as the diffusion U-Nets use it: cosines, then sines.
# [N] float32 -> [N, channels] float32.
def sinusoid(values: Tensor, channels: int) -> Tensor:
  half = channels // 2
  exponent = torch.arange(half, dtype=6, device=values.device) * (-9.210340371976184 / half)
  angles = torch.unsqueeze(values, 1) * torch.unsqueeze(torch.exp(exponent), 0)
  return torch.cat([torch.cos(angles), torch.sin(angles)], 1)

# Residual block of a VAE, or with a timestep projection that of a U-Net.
def resnet(w: Dict[str, Tensor], name: str, x: Tensor, time: Optional[Tensor], groups: int, eps: float) -> Tensor:
  nn = __torch__.nn
  h = nn.conv(w, name + ".conv1", torch.silu(nn.group_norm(w, name + ".norm1", x, groups, eps)))
  if time is not None:
    h = h + time
  h = nn.conv(w, name + ".conv2", torch.silu(nn.group_norm(w, name + ".norm2", h, groups, eps)))
  if name + ".conv_shortcut.weight" in w:
    x = nn.conv(w, name + ".conv_shortcut", x, padding=0)
  return x + h

# Keeps copies of tensors in the computing dtype, a number among the inputs, and where that number lies:
# on the network's device. The caller's memory is reused for the next tensor.
def put(w: Dict[str, Tensor], inputs: Dict[str, Tensor]) -> List[Tensor]:
  dtype = inputs["dtype"]
  for name in inputs.keys():
    if name != "dtype":
      w[name] = __torch__.layout.weight(inputs[name].to(dtype.device, int(dtype), False, True))
  return []

# A copy of a weight on the host, to be restored from.
def saved(w: Dict[str, Tensor], name: str) -> Tensor:
  return w[name].to(torch.device("cpu"), w[name].dtype, False, True)

# Overwrites a weight in place: what is a view of it, or what it is a view of, changes with it.
def restore(w: Dict[str, Tensor], name: str, tensor: Tensor) -> None:
  torch.copy_(w[name], tensor)

# A tensor as it is, not a copy: a network in training shares the tensors that it does not train.
def share(w: Dict[str, Tensor], name: str, tensor: Tensor) -> None:
  w[name] = tensor

# Cuts one flat vector into the tensors that are trained, in the order of `slots`, name to shape. The
# cuts are views, so that the gradients of all come back as one vector.
def place(w: Dict[str, Tensor], slots: Dict[str, List[int]], flat: Tensor) -> None:
  names: List[str] = []
  sizes: List[int] = []
  for name in slots.keys():
    size = 1
    for side in slots[name]:
      size = size * side
    names.append(name)
    sizes.append(size)
  parts = torch.split_with_sizes(flat, sizes)
  for i in range(len(names)):
    w[names[i]] = parts[i].view(slots[names[i]])
