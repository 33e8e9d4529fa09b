package io.latentmill.udf.pipeline.adapter;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.latentmill.udf.image.GrayImage;
import io.latentmill.udf.image.ImageTensors;
import io.latentmill.udf.image.RgbImage;
import io.latentmill.udf.model.Placement;
import io.latentmill.udf.model.T2iAdapter;
import io.latentmill.udf.model.T2iAdapterConfig;
import io.latentmill.udf.model.UnetConfig;
import io.latentmill.udf.pipeline.load.RowFiles;
import io.latentmill.udf.request.LatentmillException;
import io.latentmill.udf.weights.LoneNetwork;
import io.latentmill.udf.weights.TensorSource;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * The T2I-Adapters that rows ask for: loaded when first asked, the most recently used ones kept.
 */
public final class T2iAdapters implements AutoCloseable {
  private static final int KEPT = 4;

  private final UnetConfig unet;
  private final Placement placement;
  private final RowFiles files;
  private final Configuration configuration;
  private final Map<String, T2iAdapter> loaded = new LinkedHashMap<>(2 * KEPT, 0.75f, true);

  /** An empty set on a device. */
  public T2iAdapters(
      UnetConfig unet, Placement placement, RowFiles files, Configuration configuration) {
    this.unet = unet;
    this.placement = placement;
    this.files = files;
    this.configuration = configuration;
  }

  /**
   * What an adapter adds to the levels of the U-Net; see {@link T2iAdapter#features}.
   *
   * @param images the rows' own, of one size
   * @param scales the rows' factors of the features
   * @throws LatentmillException naming the path, if the adapter cannot be read, is not made for the
   *     model or takes no images of that size
   */
  public NDList features(NDManager scope, String path, List<RgbImage> images, float[] scales) {
    T2iAdapter adapter = get(path);
    T2iAdapterConfig config = adapter.config();
    NDList hints = new NDList();
    for (RgbImage image : images) {
      if (image.width() % config.factor() != 0 || image.height() % config.factor() != 0) {
        throw LatentmillException.user(
            "t2i_adapters %s: it takes images whose sides are multiples of %d, not %dx%d",
            path, config.factor(), image.width(), image.height());
      }
      float[] values =
          config.imageChannels() == 1
              ? ImageTensors.unit(GrayImage.of(image))
              : ImageTensors.unit(image);
      hints.add(
          scope.create(
              values, new Shape(1, config.imageChannels(), image.height(), image.width())));
    }
    NDArray batch = NDArrays.concat(hints, 0);
    return adapter.features(scope, batch, scope.create(scales));
  }

  private T2iAdapter get(String path) {
    T2iAdapter known = loaded.get(path);
    if (known == null) {
      known = files.open("t2i_adapters", path, this::load);
      loaded.put(path, known);
    }
    return known;
  }

  private T2iAdapter load(Path path) {
    LoneNetwork network =
        LoneNetwork.open(path, JsonNodeFactory.instance.objectNode(), configuration);
    String kind = network.config().path("_class_name").asText();
    if (!kind.equals("T2IAdapter")) {
      throw LatentmillException.user("it is a %s and no T2IAdapter", kind);
    }
    T2iAdapterConfig config = T2iAdapterConfig.of(network.describe(), network.config());
    try (TensorSource weights = network.weights()) {
      T2iAdapter adapter = T2iAdapter.load(config, weights, placement);
      if (!adapter.fits(unet)) {
        adapter.close();
        throw LatentmillException.user(
            "it is not made for this model: its features are %s wide, the U-Net's levels %s",
            config.channels(), unet.channels());
      }
      return adapter;
    }
  }

  /** Frees those that were not used recently. Called between batches. */
  public void trim() {
    Iterator<T2iAdapter> oldest = loaded.values().iterator();
    while (loaded.size() > KEPT) {
      oldest.next().close();
      oldest.remove();
    }
  }

  @Override
  public void close() {
    loaded.values().forEach(T2iAdapter::close);
    loaded.clear();
  }
}
