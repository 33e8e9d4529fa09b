# How feature maps [B, C, H, W] lie in memory on a CPU: channel by channel.

def weight(tensor: Tensor) -> Tensor:
  return tensor

def group_norm(x: Tensor, groups: int, weight: Tensor, bias: Tensor, eps: float) -> Tensor:
  return torch.group_norm(x, groups, weight, bias, eps)

# [B, C, H, W] -> [B, H * W, C]
def tokens(x: Tensor) -> Tensor:
  return x.flatten(2, -1).transpose(1, 2).contiguous()

# [B, H * W, C] -> [B, C, H, W]
def pixels(x: Tensor, height: int, width: int) -> Tensor:
  return x.transpose(1, 2).contiguous().view([x.size(0), -1, height, width])
