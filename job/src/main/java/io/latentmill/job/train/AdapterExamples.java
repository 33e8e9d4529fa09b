package io.latentmill.job.train;

import io.latentmill.udf.request.LatentmillException;
import io.latentmill.udf.training.adapter.AdapterSettings;
import io.latentmill.udf.training.adapter.Example;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.apache.hadoop.conf.Configuration;

/**
 * One adapter's examples, decoded, in an order that does not depend on how they came.
 *
 * @param digest of all that decides the training: settings, base model, images and captions
 */
record AdapterExamples(List<Example> examples, AdapterSettings settings, String digest) {
  /** A row with the bytes of its images. */
  private record Loaded(ExampleRow row, byte[] image, Optional<byte[]> hint, String key) {}

  /**
   * Reads the images.
   *
   * @throws LatentmillException (user) naming the image that cannot be read
   */
  static AdapterExamples read(
      Iterable<ExampleRow> rows, TaskSettings task, Configuration configuration) {
    List<Loaded> loaded = new ArrayList<>();
    for (ExampleRow row : rows) {
      byte[] image = ExampleImages.bytes(row.image(), configuration);
      Optional<byte[]> hint =
          Optional.ofNullable(row.hint()).map(it -> ExampleImages.bytes(it, configuration));
      loaded.add(new Loaded(row, image, hint, key(row, image, hint)));
    }
    loaded.sort(Comparator.comparing(Loaded::key));
    AdapterSettings settings = settings(loaded, task.settings());
    MessageDigest digest = sha256();
    digest.update((settings + " " + task.pipeline()).getBytes(StandardCharsets.UTF_8));
    loaded.forEach(it -> digest.update(it.key().getBytes(StandardCharsets.UTF_8)));
    return new AdapterExamples(
        loaded.stream().map(AdapterExamples::example).toList(),
        settings,
        HexFormat.of().formatHex(digest.digest()));
  }

  private static Example example(Loaded loaded) {
    return new Example(
        ExampleImages.decoded(loaded.row().image(), loaded.image()),
        loaded.row().caption(),
        loaded.hint().map(bytes -> ExampleImages.decoded(loaded.row().hint(), bytes)),
        loaded.row().weight());
  }

  /** What the rows ask for themselves; they have to agree. */
  private static AdapterSettings settings(List<Loaded> loaded, AdapterSettings common) {
    return common.with(
        own(loaded, "rank", ExampleRow::rank).orElse(common.rank()),
        own(loaded, "steps", ExampleRow::steps).orElse(common.steps()),
        own(loaded, "learning_rate", ExampleRow::learningRate).orElse(common.learningRate()));
  }

  private static <T> Optional<T> own(
      List<Loaded> loaded, String column, Function<ExampleRow, T> value) {
    List<T> values =
        loaded.stream()
            .map(it -> value.apply(it.row()))
            .filter(it -> it != null)
            .distinct()
            .toList();
    if (values.size() > 1) {
      throw LatentmillException.user(
          "%s: its rows say %s and %s", column, values.get(0), values.get(1));
    }
    return values.stream().findFirst();
  }

  private static String key(ExampleRow row, byte[] image, Optional<byte[]> hint) {
    MessageDigest digest = sha256();
    digest.update(image);
    hint.ifPresent(digest::update);
    return row.caption() + " " + row.weight() + " " + HexFormat.of().formatHex(digest.digest());
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
