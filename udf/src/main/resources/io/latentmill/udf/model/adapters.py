# Changes of weights by adapters: LoRA and its kin, computed in float32.

# A matrix on the device of a weight: whole; left x right; or, with a core [p, q, h, w] between them,
# sum over p, q of left[o, p] core[p, q, h, w] right[q, i] (Tucker).
def multiply(parts: List[Tensor], weight: Tensor) -> Tensor:
  left = parts[0].to(weight.device, 6)
  if len(parts) == 1:
    return left
  left = left.flatten(1, -1)
  right = parts[1].to(weight.device, 6).flatten(1, -1)
  if len(parts) == 2:
    return torch.mm(left, right)
  core = torch.einsum("pqhw,qi->pihw", [parts[2].to(weight.device, 6), right])
  return torch.einsum("op,pihw->oihw", [left, core])

# The Kronecker product, over outputs and inputs; a convolution's kernel is the second factor's.
def kronecker(first: Tensor, second: Tensor, weight: Tensor) -> Tensor:
  outer, inner = first.size(0), first.size(1)
  blocks = torch.reshape(second, [1, weight.size(0) // outer, 1, weight.size(1) // inner, -1])
  return torch.reshape(first, [outer, 1, inner, 1, 1]) * blocks

def change(kind: str, first: List[Tensor], second: List[Tensor], weight: Tensor) -> Tensor:
  adapters = __torch__.adapters
  x = adapters.multiply(first, weight)
  if kind == "hadamard":
    x = torch.reshape(x, weight.size()) * torch.reshape(adapters.multiply(second, weight), weight.size())
  if kind == "kronecker":
    x = adapters.kronecker(x, adapters.multiply(second, weight), weight)
  return torch.reshape(x, weight.size())

# The factor that gives a weight's outputs [out, 1] or inputs [1, in] their lengths (Liu et al. 2024).
def stretch(weight: Tensor, lengths: Tensor) -> Tensor:
  squares = torch.reshape(weight * weight, [weight.size(0), weight.size(1), -1])
  axis = 0
  if lengths.size(0) == 1:
    axis = 1
  ratio = lengths / torch.sqrt(torch.sum(torch.sum(squares, [2]), [1 - axis], True))
  return torch.reshape(ratio, [ratio.size(0), ratio.size(1)] + [1] * (weight.dim() - 2))

# Adds a change to a weight, in place. Lengths are those of the original weight and this change, so
# that several adapters act on one weight as PEFT has them.
def merge(w: Dict[str, Tensor], name: str, kind: str, first: List[Tensor], second: List[Tensor], magnitude: List[Tensor], original: Tensor, strength: float) -> None:
  adapters = __torch__.adapters
  weight = __torch__.store.writable(w, name)
  delta = strength * adapters.change(kind, first, second, weight)
  x = weight.to(6) + delta
  if len(magnitude) > 0:
    x = x * adapters.stretch(original.to(weight.device, 6) + delta, magnitude[0].to(weight.device, 6))
  torch.copy_(weight, x)
