package io.latentmill.udf.weights;

import io.latentmill.udf.request.LatentmillException;
import io.latentmill.udf.weights.MappedTensors.View;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The tensors of one network among those of a latent-diffusion file, by their names without the
 * network's prefix.
 *
 * @param source the whole file
 * @param prefix such as {@code first_stage_model.}; may be empty
 */
record LdmTensors(TensorSource source, String prefix) {
  /** What training leaves beside a network. */
  private static final Pattern NOT_USED = Pattern.compile("(loss|model_ema|ema)\\..*");

  Stream<String> names() {
    return source.names().stream()
        .filter(name -> name.startsWith(prefix))
        .map(name -> name.substring(prefix.length()));
  }

  TensorInfo info(String name) {
    return source.info(prefix + name);
  }

  /** All tensors by their names without the prefix. */
  List<View> renamed() {
    return names().map(name -> View.renamed(info(name), name)).toList();
  }

  /** All tensors by their names in a table. */
  List<View> views(NameTable table) {
    return names().flatMap(name -> view(name, table).stream()).toList();
  }

  private Optional<View> view(String name, NameTable table) {
    if (NOT_USED.matcher(name).matches()) {
      return Optional.empty();
    }
    String translated = table.translate(name).orElseThrow(() -> unknown(name));
    return Optional.of(View.renamed(info(name), translated));
  }

  LatentmillException unknown(String name) {
    return LatentmillException.model(
        "Cannot use tensor %s%s in %s: the configuration has no place for it",
        prefix, name, source.describe());
  }
}
