# How a U-Net learns of the timestep, and what else is added to it.

# From timesteps to what every resnet adds to its features.
class TimeEmbedding:
  linear1 : __torch__.nn.Linear
  linear2 : __torch__.nn.Linear
  guidance : Optional[__torch__.nn.Linear]
  projections : List[__torch__.nn.Linear]
  channels : int
  dtype : int

  # One product makes the projections of all resnets, but in training, where they change apart.
  def __init__(self, w: __torch__.nn.Weights) -> None:
    nn = __torch__.nn
    self.linear1 = nn.Linear(w, "time_embedding.linear_1")
    self.linear2 = nn.Linear(w, "time_embedding.linear_2")
    guidance: Optional[__torch__.nn.Linear] = None
    if w.has("time_embedding.cond_proj.weight"):
      guidance = nn.Linear(w, "time_embedding.cond_proj")
    self.guidance = guidance
    if w.has("time_emb_proj.weight"):
      self.projections = [nn.Linear(w, "time_emb_proj")]
    else:
      self.projections = [nn.Linear(w, name + ".time_emb_proj") for name in w.starts.keys()]
    self.channels = self.linear1.weight.size(1)
    self.dtype = w.dtype

  # [N] float32 -> [N, P]. `condition` is empty, or holds the guidance embedding [N, E] of a distilled
  # U-Net; `added` is empty or holds what AddedEmbedding makes, [N, 4 C].
  def forward(self, timesteps: Tensor, condition: List[Tensor], added: List[Tensor]) -> Tensor:
    x = __torch__.nn.sinusoid(timesteps, self.channels).to(self.dtype)
    guidance = self.guidance
    if len(condition) > 0 and guidance is not None:
      x = x + guidance.forward(condition[0].to(self.dtype))
    x = self.linear2.forward(torch.silu(self.linear1.forward(x)))
    if len(added) > 0:
      x = x + added[0]
    x = torch.silu(x)
    return torch.cat([projection.forward(x) for projection in self.projections], 1)

# Where each resnet's timestep projection starts among all, one after the other.
def starts(w: Dict[str, Tensor]) -> Dict[str, int]:
  starts: Dict[str, int] = {}
  start = 0
  for key in w.keys():
    if key.endswith(".time_emb_proj.weight"):
      starts[key[0:len(key) - len(".time_emb_proj.weight")]] = start
      start = start + w[key].size(0)
  return starts

# What the text-and-time conditioning adds to the timestep embedding (Podell et al. 2023). It depends on
# the prompt and the sizes alone.
class AddedEmbedding:
  linear1 : __torch__.nn.Linear
  linear2 : __torch__.nn.Linear
  channels : int
  dtype : int

  # Channels are those of one time id.
  def __init__(self, w: __torch__.nn.Weights, channels: int) -> None:
    self.linear1 = __torch__.nn.Linear(w, "add_embedding.linear_1")
    self.linear2 = __torch__.nn.Linear(w, "add_embedding.linear_2")
    self.channels = channels
    self.dtype = w.dtype

  # Pooled text [N, P] and time ids [N, 6] -> [N, 4 C].
  def forward(self, pooled: Tensor, time_ids: Tensor) -> Tensor:
    ids = __torch__.nn.sinusoid(time_ids.flatten(), self.channels).view([time_ids.size(0), -1])
    x = self.linear1.forward(torch.cat([pooled.to(self.dtype), ids.to(self.dtype)], 1))
    return self.linear2.forward(torch.silu(x))

def added_embedding(w: __torch__.nn.Weights, channels: int) -> Optional[__torch__.time.AddedEmbedding]:
  found: Optional[__torch__.time.AddedEmbedding] = None
  if w.has("add_embedding.linear_1.weight"):
    found = __torch__.time.AddedEmbedding(w, channels)
  return found

def add(embedding: Optional[__torch__.time.AddedEmbedding], pooled: Tensor, time_ids: Tensor) -> Tensor:
  assert embedding is not None, "this network takes no pooled text"
  return embedding.forward(pooled, time_ids)
