package io.latentmill.udf.weights;

import io.latentmill.udf.weights.MappedTensors.View;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How TAESD's author numbers its layers and how diffusers does: the decoder's first layer, a clamp,
 * counts there and not here.
 */
final class TaesdNames {
  private static final Pattern LAYER = Pattern.compile("(\\d{1,3})\\.(.+)");

  private TaesdNames() {}

  /** Names such as {@code encoder.0.weight} and {@code decoder.1.weight}. */
  static List<View> both(LdmTensors tensors) {
    return tensors
        .names()
        .map(
            name -> {
              boolean decodes = name.startsWith("decoder.");
              int layer = name.indexOf('.') + 1;
              return view(tensors, name, name.substring(layer), decodes);
            })
        .toList();
  }

  /** Names such as {@code 1.weight}, of one half alone. */
  static List<View> half(LdmTensors tensors, boolean decodes) {
    return tensors.names().map(name -> view(tensors, name, name, decodes)).toList();
  }

  private static View view(LdmTensors tensors, String name, String numbered, boolean decodes) {
    Matcher layer = LAYER.matcher(numbered);
    if (!layer.matches()) {
      throw tensors.unknown(name);
    }
    int number = Integer.parseInt(layer.group(1)) - (decodes ? 1 : 0);
    String half = decodes ? "decoder" : "encoder";
    return View.renamed(tensors.info(name), half + ".layers." + number + "." + layer.group(2));
  }
}
