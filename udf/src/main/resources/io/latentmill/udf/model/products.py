# Products of inputs and weights wherever torch's own choice is the best one.

def linear(x: Tensor, weight: Tensor, bias: Optional[Tensor]) -> Tensor:
  return torch.linear(x, weight, bias)

# A linear layer's answer, added to y.
def add(y: Tensor, x: Tensor, weight: Tensor, bias: Optional[Tensor]) -> Tensor:
  return y + torch.linear(x, weight, bias)

# The first half of a linear layer's channels times GELU of the second. Each has memory of its own: what
# is done to them next reads whole vectors.
def geglu(x: Tensor, weight: Tensor, bias: Tensor) -> Tensor:
  weights, biases = torch.chunk(weight, 2, 0), torch.chunk(bias, 2, 0)
  return torch.linear(x, weights[0], biases[0]) * torch.gelu(torch.linear(x, weights[1], biases[1]))

# Whether convolutions want their weights packed.
def packs() -> bool:
  return False

def packed(weight: Tensor, stride: List[int], padding: List[int], size: List[int]) -> Tensor:
  return weight

def conv(x: Tensor, weight: Tensor, bias: Optional[Tensor], stride: List[int], padding: List[int]) -> Tensor:
  return torch.conv2d(x, weight, bias, stride, padding)
