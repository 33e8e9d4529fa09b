# The matrix product of a linear layer in float32 on x86 processors. Torch takes MKL's there, which uses
# the widest vectors on Intel's processors only; oneDNN, which torch has for its convolutions, uses them
# on all: twice the speed on AMD's. That operator knows no gradients.

def linear(x: Tensor, weight: Tensor, bias: Optional[Tensor]) -> Tensor:
  if torch.is_grad_enabled():
    return torch.linear(x, weight, bias)
  return ops.mkldnn._linear_pointwise(x, weight, bias, "none", [], "")

# The two halves of a linear layer's channels, of one product.
def halves(x: Tensor, weight: Tensor, bias: Tensor) -> Tuple[Tensor, Tensor]:
  first, second = torch.chunk(__torch__.products.linear(x, weight, bias), 2, -1)
  return (first, second)
