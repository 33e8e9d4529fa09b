# Layers and blocks that the networks share. A network keeps its weights in one dictionary under the
# names that its checkpoint gives them; every function takes that dictionary and a name in it.
# Weights follow the dtype of what they are applied to, which is a no-op but in the float32 retry.

# Its weight may be that of a 1x1 convolution, which is a linear layer on every pixel's channels.
def linear(w: Dict[str, Tensor], name: str, x: Tensor) -> Tensor:
  weight = w[name + ".weight"].to(x.dtype).flatten(1, -1)
  bias: Optional[Tensor] = None
  if name + ".bias" in w:
    bias = w[name + ".bias"].to(x.dtype)
  return __torch__.products.linear(x, weight, bias)

def conv(w: Dict[str, Tensor], name: str, x: Tensor, stride: int = 1, padding: int = 1) -> Tensor:
  weight = w[name + ".weight"].to(x.dtype)
  if name + ".bias" in w:
    return torch.conv2d(x, weight, w[name + ".bias"].to(x.dtype), [stride, stride], [padding, padding])
  return torch.conv2d(x, weight, None, [stride, stride], [padding, padding])

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

# Keeps a copy of a tensor in the computing dtype: the caller's memory is reused for the next one.
def put(w: Dict[str, Tensor], name: str, tensor: Tensor, dtype: int) -> None:
  w[name] = __torch__.layout.weight(tensor.to(dtype, False, True))

# A copy of a weight on the host, to be restored from.
def saved(w: Dict[str, Tensor], name: str) -> Tensor:
  return w[name].to(torch.device("cpu"), w[name].dtype, False, True)

# Overwrites a weight in place: what is a view of it, or what it is a view of, changes with it.
def restore(w: Dict[str, Tensor], name: str, tensor: Tensor) -> None:
  torch.copy_(w[name], tensor)
