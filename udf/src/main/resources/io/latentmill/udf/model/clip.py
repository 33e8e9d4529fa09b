# The transformer layer that CLIP's two towers share (Radford et al. 2021).
class Layer:
  norm1 : __torch__.nn.LayerNorm
  query : __torch__.nn.Linear
  key : __torch__.nn.Linear
  value : __torch__.nn.Linear
  out : __torch__.nn.Linear
  norm2 : __torch__.nn.LayerNorm
  hidden : __torch__.nn.Linear
  narrow : __torch__.nn.Linear
  heads : int
  activation : str
  causal : bool

  def __init__(self, w: __torch__.nn.Weights, name: str, heads: int, eps: float, activation: str, causal: bool) -> None:
    nn = __torch__.nn
    self.norm1 = nn.LayerNorm(w, name + ".layer_norm1", eps)
    self.query = nn.Linear(w, name + ".self_attn.q_proj")
    self.key = nn.Linear(w, name + ".self_attn.k_proj")
    self.value = nn.Linear(w, name + ".self_attn.v_proj")
    self.out = nn.Linear(w, name + ".self_attn.out_proj")
    self.norm2 = nn.LayerNorm(w, name + ".layer_norm2", eps)
    self.hidden = nn.Linear(w, name + ".mlp.fc1")
    self.narrow = nn.Linear(w, name + ".mlp.fc2")
    self.heads = heads
    self.activation = activation
    self.causal = causal

  def forward(self, x: Tensor) -> Tensor:
    x = x + self.attention(self.norm1.forward(x))
    h = self.hidden.forward(self.norm2.forward(x))
    return x + self.narrow.forward(__torch__.nn.activation(self.activation, h))

  def attention(self, x: Tensor) -> Tensor:
    nn = __torch__.nn
    q = nn.split_heads(self.query.forward(x), self.heads)
    k = nn.split_heads(self.key.forward(x), self.heads)
    v = nn.split_heads(self.value.forward(x), self.heads)
    y = torch.scaled_dot_product_attention(q, k, v, None, 0., self.causal)
    return self.out.forward(nn.merge_heads(y))

def layers(w: __torch__.nn.Weights, tower: str, count: int, heads: int, eps: float, activation: str, causal: bool) -> List[__torch__.clip.Layer]:
  return [__torch__.clip.Layer(w, "{}.encoder.layers.{}".format(tower, i), heads, eps, activation, causal) for i in range(count)]
