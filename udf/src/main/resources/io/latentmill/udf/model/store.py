# What a network's dictionary of tensors goes through before the network is made from it.

# Keeps copies of tensors in the computing dtype, a number among the inputs, and where that number lies:
# on the network's device. The caller's memory is reused for the next tensor.
def put(w: Dict[str, Tensor], inputs: Dict[str, Tensor]) -> List[Tensor]:
  dtype = inputs["dtype"]
  for name in inputs.keys():
    if name != "dtype":
      w[name] = __torch__.layout.weight(inputs[name].to(dtype.device, int(dtype), False, True))
  return []

# A weight as the checkpoint has it, whether a layer has packed it or not.
def dense(weight: Tensor) -> Tensor:
  if weight.is_mkldnn:
    return weight.to_dense()
  return weight

# The same, which gradients may flow past: what was made without them is made once more.
def differentiable(w: Dict[str, Tensor], name: str) -> Tensor:
  weight = w[name]
  if weight.is_mkldnn:
    w[name] = weight.to_dense()
  elif weight.is_inference():
    w[name] = torch.clone(weight)
  return w[name]

# A weight that may be written to in place.
def writable(w: Dict[str, Tensor], name: str) -> Tensor:
  w[name] = __torch__.store.dense(w[name])
  return w[name]

# A copy of a weight on the host, to be restored from.
def saved(w: Dict[str, Tensor], name: str) -> Tensor:
  return __torch__.store.dense(w[name]).to(torch.device("cpu"), w[name].dtype, False, True)

# Overwrites a weight in place: what is a view of it, or what it is a view of, changes with it.
def restore(w: Dict[str, Tensor], name: str, tensor: Tensor) -> None:
  torch.copy_(__torch__.store.writable(w, name), tensor)

# A tensor as it is, not a copy: a network in training shares the tensors that it does not train.
def share(w: Dict[str, Tensor], name: str, tensor: Tensor) -> None:
  w[name] = tensor

# Drops the tensors whose names end so.
def drop(w: Dict[str, Tensor], ending: str) -> None:
  for name in w.keys():
    if name.endswith(ending):
      w.pop(name)

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
