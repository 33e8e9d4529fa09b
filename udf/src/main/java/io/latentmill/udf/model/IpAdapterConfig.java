package io.latentmill.udf.model;

import io.latentmill.udf.request.LatentmillException;
import io.latentmill.udf.weights.TensorSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The shape of an IP-Adapter, from its tensors and the U-Net that it is for.
 *
 * @param kind how an image becomes tokens
 * @param features width of what it reads of an image
 * @param inner width within; of the plain kind that of all tokens together
 * @param depth layers of a resampler; 0 of the other kinds
 * @param heads of a resampler's attention; 0 of the other kinds
 * @param queries tokens of a resampler; 0 of the other kinds
 * @param blocks the U-Net's cross-attentions
 */
public record IpAdapterConfig(
    Kind kind, int features, int inner, int depth, int heads, int queries, UnetAttentions blocks) {
  private static final String PREFIX = "image_proj.";

  /** Channels of a resampler's attention head. */
  private static final int HEAD = 64;

  private static final long FEED_FORWARD = 4;

  /** How an image becomes tokens. */
  public enum Kind {
    /** Its embedding, through one layer. */
    PLAIN,
    /** The hidden states of all its patches, each through a feed-forward layer (full-face). */
    FULL,
    /** Those states through a resampler (plus, plus-face). */
    RESAMPLED;

    /** Whether it reads hidden states instead of the embedding. */
    public boolean readsHidden() {
      return this != PLAIN;
    }
  }

  /**
   * Reads the shape off an adapter's tensors.
   *
   * @throws LatentmillException (model) when it is not made for the U-Net, or of no known kind
   */
  public static IpAdapterConfig of(TensorSource file, UnetConfig unet) {
    UnetAttentions blocks = UnetAttentions.of(unet);
    int width = size(file, "ip_adapter.1.to_k_ip.weight", 1);
    if (width != unet.crossAttentionChannels()) {
      throw LatentmillException.user(
          "it is made for a model whose text is %d wide, this one's is %d; take the adapter of the"
              + " model's family (SD 1.5 or XL)",
          width, unet.crossAttentionChannels());
    }
    if (file.has(PREFIX + "image_embeds.weight")) {
      String layer = PREFIX + "image_embeds.weight";
      return new IpAdapterConfig(
          Kind.PLAIN, size(file, layer, 1), size(file, layer, 0), 0, 0, 0, blocks);
    }
    if (file.has(PREFIX + "ff.net.2.weight")) {
      String layer = PREFIX + "ff.net.0.proj.weight";
      return new IpAdapterConfig(
          Kind.FULL, size(file, layer, 1), size(file, layer, 0), 0, 0, 0, blocks);
    }
    int depth = 0;
    while (file.has(PREFIX + "layers." + depth + ".attn.to_q.weight")) {
      depth++;
    }
    return new IpAdapterConfig(
        Kind.RESAMPLED,
        size(file, PREFIX + "proj_in.weight", 1),
        size(file, PREFIX + "proj_in.weight", 0),
        depth,
        size(file, PREFIX + "layers.0.attn.to_q.weight", 0) / HEAD,
        size(file, PREFIX + "latents", 1),
        blocks);
  }

  private static int size(TensorSource file, String name, int dimension) {
    long[] shape = file.info(name).shape();
    return dimension < shape.length ? Math.toIntExact(shape[dimension]) : 0;
  }

  /** The number that adapters give a cross-attention: every second attention is one. */
  private static int number(int place) {
    return 2 * place + 1;
  }

  Map<String, Object> attributes() {
    Map<String, Object> attributes = new LinkedHashMap<>();
    List<Integer> numbers = new ArrayList<>();
    List<Integer> blockHeads = new ArrayList<>();
    for (UnetAttentions.Block block : blocks.inOrder()) {
      numbers.add(number(block.place()));
      blockHeads.add(block.heads());
    }
    attributes.put("kind", kind.name().toLowerCase(Locale.ROOT));
    attributes.put("depth", depth);
    attributes.put("heads", heads);
    attributes.put("numbers", numbers);
    attributes.put("block_heads", blockHeads);
    return attributes;
  }

  /** The tensors it asks for. */
  TensorLayout layout() {
    TensorLayout layout = new TensorLayout();
    int width = blocks.textChannels();
    switch (kind) {
      case PLAIN ->
          layout.linear(PREFIX + "image_embeds", features, inner).norm(PREFIX + "norm", width);
      case FULL ->
          layout
              .linear(PREFIX + "ff.net.0.proj", features, inner)
              .linear(PREFIX + "ff.net.2", inner, width)
              .norm(PREFIX + "norm", width);
      case RESAMPLED -> resampler(layout, width);
    }
    for (UnetAttentions.Block block : blocks.inOrder()) {
      String name = "ip_adapter." + number(block.place());
      layout.tensor(name + ".to_k_ip.weight", block.channels(), width);
      layout.tensor(name + ".to_v_ip.weight", block.channels(), width);
    }
    return layout;
  }

  private void resampler(TensorLayout layout, int width) {
    layout.tensor(PREFIX + "latents", 1, queries, inner);
    layout.linear(PREFIX + "proj_in", features, inner).linear(PREFIX + "proj_out", inner, width);
    layout.norm(PREFIX + "norm_out", width);
    int attended = heads * HEAD;
    for (int i = 0; i < depth; i++) {
      String name = PREFIX + "layers." + i;
      layout.norm(name + ".ln0", inner).norm(name + ".ln1", inner);
      layout.tensor(name + ".attn.to_q.weight", attended, inner);
      layout.tensor(name + ".attn.to_k.weight", attended, inner);
      layout.tensor(name + ".attn.to_v.weight", attended, inner);
      layout.tensor(name + ".attn.to_out.0.weight", inner, attended);
      layout.norm(name + ".ff.0", inner);
      layout.tensor(name + ".ff.1.net.0.proj.weight", FEED_FORWARD * inner, inner);
      layout.tensor(name + ".ff.1.net.2.weight", inner, FEED_FORWARD * inner);
    }
  }
}
