# The matrix product of a linear layer wherever torch's own choice is the best one.

def linear(x: Tensor, weight: Tensor, bias: Optional[Tensor]) -> Tensor:
  return torch.linear(x, weight, bias)
