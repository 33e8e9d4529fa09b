# Where in an image the tokens of a text act, as cross-attention has it.

# Adds to `sum` [B, L, H, W] float32 the maps of one layer: softmax(q k / sqrt(d)) of the last B rows, which
# are the conditional ones, mean over heads, at the sum's size. q [N, heads, h * w, D], k [N, heads, L, D].
def add(sum: Tensor, q: Tensor, k: Tensor, height: int, width: int) -> None:
  rows = sum.size(0)
  q = torch.narrow(q, 0, q.size(0) - rows, rows).to(6)
  k = torch.narrow(k, 0, k.size(0) - rows, rows).to(6)
  weights = torch.softmax(torch.matmul(q, k.transpose(2, 3)) * float(q.size(3)) ** -0.5, -1)
  maps = torch.mean(weights, [1]).transpose(1, 2).reshape([rows, sum.size(1), height, width])
  torch.add_(sum, torch.upsample_bilinear2d(maps, [sum.size(2), sum.size(3)], False))
