# How feature maps [B, C, H, W] lie in memory on a GPU: pixel by pixel, as the tensor cores' convolutions
# take them. Between a map and a transformer's tokens nothing is copied then.

def weight(tensor: Tensor) -> Tensor:
  if tensor.dim() == 4:
    return torch.contiguous(tensor, memory_format=2)
  return tensor

# Torch's own works channel by channel, between two copies of the map. Those of a small one cost less
# than the starts of ten small kernels.
def group_norm(x: Tensor, groups: int, weight: Tensor, bias: Tensor, eps: float) -> Tensor:
  if x.numel() < 4194304:
    return torch.contiguous(torch.group_norm(x, groups, weight, bias, eps), memory_format=2)
  batch, channels, height, width = x.size(0), x.size(1), x.size(2), x.size(3)
  pixels = torch.permute(x, [0, 2, 3, 1]).reshape([batch, height * width, channels])
  mean, variance = __torch__.layout.moments(pixels, groups)
  scale = torch.rsqrt(variance + eps) * weight.view([1, groups, -1])
  shift = torch.addcmul(bias.view([1, groups, -1]), mean, scale, value=-1)
  scale = scale.to(x.dtype).view([batch, 1, channels])
  shift = shift.to(x.dtype).view([batch, 1, channels])
  return torch.addcmul(shift, pixels, scale).view([batch, height, width, channels]).permute([0, 3, 1, 2])

# Mean and variance of every group, in float32: [B, H * W, C] -> 2 x [B, G, 1]. Sums of squares in
# float32 neither overflow nor lose what numbers of half its size hold.
def moments(x: Tensor, groups: int) -> Tuple[Tensor, Tensor]:
  count = x.size(1) * (x.size(2) // groups)
  mean = torch.mean(torch.mean(x, [1], dtype=6).view([x.size(0), groups, -1]), [2], True)
  norms = torch.linalg_vector_norm(x, 2, [1], dtype=6).view([x.size(0), groups, -1])
  norm = torch.linalg_vector_norm(norms, 2, [2], True)
  variance = torch.addcmul(-(mean * mean), norm, norm, value=1. / count)
  return (mean, torch.clamp(variance, min=0.))

# [B, C, H, W] -> [B, H * W, C]
def tokens(x: Tensor) -> Tensor:
  return torch.permute(x, [0, 2, 3, 1]).reshape([x.size(0), x.size(2) * x.size(3), x.size(1)])

# [B, H * W, C] -> [B, C, H, W]
def pixels(x: Tensor, height: int, width: int) -> Tensor:
  return torch.permute(x.view([x.size(0), height, width, -1]), [0, 3, 1, 2])
