package io.latentmill.udf.weights;

import io.latentmill.udf.request.LatentmillException;
import io.latentmill.udf.weights.MappedTensors.View;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * A ControlNet as a change of the U-Net that it is for (Stability's Control-LoRA): what it has
 * whole, such as its hint's encoder, and products of low rank that are added to copies of the
 * U-Net's weights.
 *
 * @param tensors of the file by diffusers' names; closed by who opened it
 * @param changes of the U-Net's weights
 */
public record ControlLora(TensorSource tensors, List<Change> changes) {
  private static final String UP = ".up";
  private static final String DOWN = ".down";
  private static final String COPIED =
      "(conv_in|time_embedding|add_embedding|down_blocks|mid_block)\\..*";

  /** A product that is added to a weight: {@code up x down}. */
  public record Change(String target, TensorInfo up, TensorInfo down) {}

  /** Whether a ControlNet's tensors are such a change. */
  public static boolean is(TensorSource tensors) {
    return tensors.names().stream().anyMatch(name -> name.endsWith(UP));
  }

  /**
   * Takes a file apart.
   *
   * @throws LatentmillException (model) naming a factor without its other
   */
  public static ControlLora of(TensorSource tensors) {
    List<Change> changes = new ArrayList<>();
    for (String name : tensors.names()) {
      if (name.endsWith(UP)) {
        String module = name.substring(0, name.length() - UP.length());
        if (!tensors.has(module + DOWN)) {
          throw LatentmillException.model(
              "Cannot use %s: it has %s without %s", tensors.describe(), name, module + DOWN);
        }
        changes.add(
            new Change(module + ".weight", tensors.info(name), tensors.info(module + DOWN)));
      }
    }
    return new ControlLora(tensors, List.copyOf(changes));
  }

  /** The ControlNet before the changes. Closing it closes both the file and the U-Net's tensors. */
  public TensorSource base(TensorSource unet) {
    return new JoinedTensors(
        chosen(tensors, name -> !name.endsWith(UP) && !name.endsWith(DOWN)),
        chosen(unet, name -> name.matches(COPIED)));
  }

  private static TensorSource chosen(TensorSource source, Predicate<String> wanted) {
    return MappedTensors.of(
        source,
        source.names().stream()
            .filter(wanted)
            .map(name -> View.renamed(source.info(name), name))
            .toList());
  }
}
