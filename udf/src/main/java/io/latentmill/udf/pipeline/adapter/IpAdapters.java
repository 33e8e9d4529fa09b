package io.latentmill.udf.pipeline.adapter;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import io.latentmill.udf.bits.Sha256;
import io.latentmill.udf.image.RgbImage;
import io.latentmill.udf.model.IpAdapter;
import io.latentmill.udf.model.IpAdapterConfig;
import io.latentmill.udf.model.Placement;
import io.latentmill.udf.model.UnetConfig;
import io.latentmill.udf.pipeline.load.RowFiles;
import io.latentmill.udf.scores.ImageEmbedder;
import io.latentmill.udf.weights.IpAdapterFile;
import io.latentmill.udf.weights.TensorSource;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * The IP-Adapters that rows ask for: loaded when first asked, the most recently used ones kept, and
 * so are the tokens of images. Not thread-safe; its pipeline serialises calls and closes it.
 */
public final class IpAdapters implements AutoCloseable {
  private static final int KEPT = 4;
  private static final int REMEMBERED = 64;

  private final UnetConfig unet;
  private final Placement placement;
  private final RowFiles files;
  private final Configuration configuration;
  private final NDManager manager;
  private final ImageEncoders encoders;
  private final Map<String, IpAdapter> loaded = new LinkedHashMap<>(2 * KEPT, 0.75f, true);
  private final Map<TokensKey, NDArray> tokens = new LinkedHashMap<>(2 * REMEMBERED, 0.75f, true);

  /** What tokens depend on; no image: what stands for none. */
  private record TokensKey(String adapter, Optional<String> image) {}

  /** An empty set on a device; the manager becomes its own. */
  public IpAdapters(
      UnetConfig unet,
      Placement placement,
      RowFiles files,
      Configuration configuration,
      NDManager manager) {
    this.unet = unet;
    this.placement = placement;
    this.files = files;
    this.configuration = configuration;
    this.manager = manager;
    encoders = new ImageEncoders(placement, files, configuration);
  }

  /**
   * Keys and values that an adapter adds to every cross-attention; see {@link IpAdapter#context}.
   *
   * @param images the rows' own
   * @param scales the rows' weights of them
   * @param negatives rows of negative prompts, which stand first and see no image; a multiple of
   *     the rows
   * @throws io.latentmill.udf.request.LatentmillException naming the path, if the adapter or its
   *     image encoder cannot be read or is not made for the model
   */
  public NDList context(
      NDManager scope, String path, List<RgbImage> images, float[] scales, int negatives) {
    IpAdapter adapter = adapter(path);
    NDList distinct = new NDList(tokens(path, adapter, Optional.empty()));
    images.forEach(image -> distinct.add(tokens(path, adapter, Optional.of(image))));
    long[] rows = new long[negatives + images.size()];
    float[] weights = new float[rows.length];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = i < negatives ? 0 : 1 + i - negatives;
      weights[i] = scales[i % scales.length];
    }
    NDArray all = NDArrays.concat(distinct, 0);
    all.attach(scope);
    return adapter.context(scope, all, scope.create(rows), scope.create(weights));
  }

  private IpAdapter adapter(String path) {
    IpAdapter known = loaded.get(path);
    if (known == null) {
      known = files.open("ip_adapters", path, this::load);
      loaded.put(path, known);
    }
    return known;
  }

  private IpAdapter load(Path path) {
    try (TensorSource weights = IpAdapterFile.open(path, configuration)) {
      return IpAdapter.load(IpAdapterConfig.of(weights, unet), weights, placement);
    }
  }

  /** An image's tokens [1, T, C]; they stay valid until {@link #trim}. */
  private NDArray tokens(String path, IpAdapter adapter, Optional<RgbImage> image) {
    TokensKey key = new TokensKey(path, image.map(IpAdapters::digest));
    NDArray known = tokens.get(key);
    if (known == null) {
      ImageEmbedder encoder = encoders.near(path, adapter.config());
      try (NDManager scope = manager.newSubManager()) {
        known = adapter.tokens(manager, features(scope, adapter.config(), encoder, image));
      }
      tokens.put(key, known);
    }
    return known;
  }

  private static String digest(RgbImage image) {
    return "%dx%d %s".formatted(image.width(), image.height(), Sha256.hex(image.rgb()));
  }

  /** As diffusers has it, no image is an embedding of zeros, or the hidden states of zeros. */
  private static NDArray features(
      NDManager scope, IpAdapterConfig config, ImageEmbedder encoder, Optional<RgbImage> image) {
    if (config.kind().readsHidden()) {
      return encoder.hidden(scope, image);
    }
    return image
        .map(shown -> encoder.projected(scope, shown))
        .orElseGet(() -> scope.create(new float[1][config.features()]));
  }

  /** Frees what was not used recently. Called between batches. */
  public void trim() {
    trim(loaded, KEPT, IpAdapter::close);
    trim(tokens, REMEMBERED, NDArray::close);
    encoders.trim();
  }

  private static <T> void trim(Map<?, T> all, int kept, Consumer<T> close) {
    Iterator<T> oldest = all.values().iterator();
    while (all.size() > kept) {
      close.accept(oldest.next());
      oldest.remove();
    }
  }

  @Override
  public void close() {
    loaded.values().forEach(IpAdapter::close);
    loaded.clear();
    tokens.clear();
    encoders.close();
    manager.close();
  }
}
