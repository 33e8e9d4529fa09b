# The transformer layers that CLIP's two towers share (Radford et al. 2021).

def attention(w: Dict[str, Tensor], name: str, x: Tensor, heads: int, causal: bool) -> Tensor:
  nn = __torch__.nn
  q = nn.split_heads(nn.linear(w, name + ".q_proj", x), heads)
  k = nn.split_heads(nn.linear(w, name + ".k_proj", x), heads)
  v = nn.split_heads(nn.linear(w, name + ".v_proj", x), heads)
  y = torch.scaled_dot_product_attention(q, k, v, None, 0., causal)
  return nn.linear(w, name + ".out_proj", nn.merge_heads(y))

def layer(w: Dict[str, Tensor], name: str, x: Tensor, heads: int, eps: float, activation: str, causal: bool) -> Tensor:
  nn = __torch__.nn
  h = nn.layer_norm(w, name + ".layer_norm1", x, eps)
  x = x + __torch__.clip.attention(w, name + ".self_attn", h, heads, causal)
  h = nn.linear(w, name + ".mlp.fc1", nn.layer_norm(w, name + ".layer_norm2", x, eps))
  return x + nn.linear(w, name + ".mlp.fc2", nn.activation(activation, h))
