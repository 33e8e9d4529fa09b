# The matrix product of a linear layer wherever torch's own choice is the best one.

def linear(x: Tensor, weight: Tensor, bias: Optional[Tensor]) -> Tensor:
  return torch.linear(x, weight, bias)

# The two halves of a linear layer's channels, each in memory of its own: what is done to them next
# reads whole vectors.
def halves(x: Tensor, weight: Tensor, bias: Tensor) -> Tuple[Tensor, Tensor]:
  weights, biases = torch.chunk(weight, 2, 0), torch.chunk(bias, 2, 0)
  return (torch.linear(x, weights[0], biases[0]), torch.linear(x, weights[1], biases[1]))
