package io.latentmill.udf.pipeline.adapter;

import io.latentmill.udf.model.IpAdapterConfig;
import io.latentmill.udf.model.Placement;
import io.latentmill.udf.pipeline.load.RowFiles;
import io.latentmill.udf.request.LatentmillException;
import io.latentmill.udf.scores.ImageEmbedder;
import io.latentmill.udf.weights.ClipFolder;
import io.latentmill.udf.weights.IpAdapterFile;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * The image encoders that IP-Adapters read through: found beside the adapter, loaded when first
 * asked, shared by all adapters that lie near the same one, the most recently used ones kept.
 */
final class ImageEncoders implements AutoCloseable {
  private static final int KEPT = 2;

  private final Placement placement;
  private final RowFiles files;
  private final Configuration configuration;
  private final Map<String, ImageEmbedder> loaded = new LinkedHashMap<>(2 * KEPT, 0.75f, true);

  ImageEncoders(Placement placement, RowFiles files, Configuration configuration) {
    this.placement = placement;
    this.files = files;
    this.configuration = configuration;
  }

  /**
   * The encoder for an adapter: of those near it the first whose answers are as wide as the adapter
   * asks; it stays valid until {@link #trim}.
   *
   * @throws LatentmillException naming the adapter's path, if there is none
   */
  ImageEmbedder near(String adapter, IpAdapterConfig config) {
    List<Integer> widths = new ArrayList<>();
    for (Path folder : IpAdapterFile.encoders(new Path(adapter), configuration)) {
      ClipFolder encoder = ClipFolder.openTower(folder, configuration);
      int width =
          config.kind().readsHidden()
              ? encoder.imageConfig().path("hidden_size").asInt()
              : encoder.projectionChannels();
      if (width == config.features()) {
        return get(folder.toString());
      }
      widths.add(width);
    }
    throw LatentmillException.user(
        "ip_adapters %s: it reads image features %d wide, and %s; put the image encoder that it was"
            + " published with into a folder image_encoder beside it",
        adapter,
        config.features(),
        widths.isEmpty() ? "there is no image encoder near it" : "those near it give " + widths);
  }

  private ImageEmbedder get(String path) {
    ImageEmbedder known = loaded.get(path);
    if (known == null) {
      known =
          files.open(
              "ip_adapters",
              path,
              local ->
                  ImageEmbedder.ofTower(ClipFolder.openTower(local, configuration), placement));
      loaded.put(path, known);
    }
    return known;
  }

  /** Frees those that were not used recently. */
  void trim() {
    Iterator<ImageEmbedder> oldest = loaded.values().iterator();
    while (loaded.size() > KEPT) {
      oldest.next().close();
      oldest.remove();
    }
  }

  @Override
  public void close() {
    loaded.values().forEach(ImageEmbedder::close);
    loaded.clear();
  }
}
