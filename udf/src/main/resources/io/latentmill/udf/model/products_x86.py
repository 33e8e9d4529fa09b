# Products of inputs and weights in float32 on x86 processors, by oneDNN. For linear layers torch takes
# MKL, which uses the widest vectors on Intel's processors only; oneDNN uses them on all: twice the speed
# on AMD's. And it does what comes next in the same pass over memory. These operators know no gradients.

def linear(x: Tensor, weight: Tensor, bias: Optional[Tensor]) -> Tensor:
  if torch.is_grad_enabled():
    return torch.linear(x, weight, bias)
  return ops.mkldnn._linear_pointwise(x, weight, bias, "none", [], "")

# A linear layer's answer, added to y.
def add(y: Tensor, x: Tensor, weight: Tensor, bias: Optional[Tensor]) -> Tensor:
  if torch.is_grad_enabled():
    return y + torch.linear(x, weight, bias)
  return ops.mkldnn._linear_pointwise(x, y, weight, bias, "add")

# The first half of a linear layer's channels times GELU of the second.
def geglu(x: Tensor, weight: Tensor, bias: Tensor) -> Tensor:
  weights, biases = torch.chunk(weight, 2, 0), torch.chunk(bias, 2, 0)
  if torch.is_grad_enabled():
    return torch.linear(x, weights[0], biases[0]) * torch.gelu(torch.linear(x, weights[1], biases[1]))
  gate = ops.mkldnn._linear_pointwise(x, weights[1], biases[1], "gelu", [], "none")
  return ops.mkldnn._linear_pointwise(x, gate, weights[0], biases[0], "mul")

# Whether convolutions want their weights packed: oneDNN does so in every call otherwise, which costs more
# than the convolution itself where a small map has many channels.
def packs() -> bool:
  return not torch.is_grad_enabled()

def packed(weight: Tensor, stride: List[int], padding: List[int], size: List[int]) -> Tensor:
  return ops.mkldnn._reorder_convolution_weight(weight, padding, stride, [1, 1], 1, size)

def conv(x: Tensor, weight: Tensor, bias: Optional[Tensor], stride: List[int], padding: List[int]) -> Tensor:
  return ops.mkldnn._convolution_pointwise(x, weight, bias, padding, stride, [1, 1], 1, "none", [], "")
