package io.latentmill.udf.weights;

import io.latentmill.udf.request.LatentmillException;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * Textual inversion (Gal et al. 2022): vectors that stand for a word of the prompt. Understood are
 * diffusers' files (one tensor, named by the word), A1111's ({@code emb_params}) and those for both
 * text encoders of SDXL ({@code clip_l} and {@code clip_g}, {@code text_encoders_0} and {@code
 * text_encoders_1}). Read as a whole: vectors are small.
 *
 * @param token the word that the file itself names; empty when it names none
 * @param vectors for each text encoder that has any; all of one count
 */
public record EmbeddingFile(Optional<String> token, Map<Component, Vectors> vectors) {
  private static final Map<String, Component> ENCODERS =
      Map.of(
          "clip_l", Component.TEXT_ENCODER,
          "clip_g", Component.TEXT_ENCODER_2,
          "text_encoders_0", Component.TEXT_ENCODER,
          "text_encoders_1", Component.TEXT_ENCODER_2);

  /** Names that are no word. */
  private static final Set<String> NAMELESS = Set.of("emb_params", "string_to_param.*");

  /**
   * Vectors of one encoder.
   *
   * @param count how many tokens the word takes
   * @param width of each
   * @param values [count, width], float32; not copied
   */
  public record Vectors(int count, int width, float[] values) {}

  /**
   * Reads a file.
   *
   * @throws LatentmillException (model) when it holds something else
   */
  public static EmbeddingFile read(Path path, Configuration configuration) {
    try (SafetensorsFile file = SafetensorsFile.open(path, configuration)) {
      return of(file, "", file.names());
    }
  }

  /**
   * Reads some tensors of a file.
   *
   * @param prefix what stands before their names
   * @param names with the prefix
   */
  public static EmbeddingFile of(SafetensorsFile file, String prefix, Set<String> names) {
    Map<Component, Vectors> ofEncoders = new EnumMap<>(Component.class);
    for (String name : names) {
      Component encoder = ENCODERS.get(name.substring(prefix.length()));
      if (encoder != null && ofEncoders.put(encoder, vectors(file, name)) != null) {
        throw refuse(file, "it has vectors of the " + encoder.folder() + " twice");
      }
    }
    if (!names.isEmpty() && ofEncoders.size() == names.size()) {
      return ofEncoders(file, ofEncoders);
    }
    if (names.size() != 1) {
      throw refuse(file, "it holds %d tensors, not one".formatted(names.size()));
    }
    String name = names.iterator().next();
    String word = name.substring(prefix.length());
    return new EmbeddingFile(
        Optional.of(word).filter(token -> !NAMELESS.contains(token)),
        Map.of(Component.TEXT_ENCODER, vectors(file, name)));
  }

  private static EmbeddingFile ofEncoders(SafetensorsFile file, Map<Component, Vectors> vectors) {
    if (vectors.values().stream().mapToInt(Vectors::count).distinct().count() > 1) {
      throw refuse(file, "its two text encoders do not have the same number of vectors");
    }
    return new EmbeddingFile(Optional.empty(), vectors);
  }

  private static Vectors vectors(SafetensorsFile file, String name) {
    TensorInfo info = file.info(name);
    long[] shape = info.shape();
    if (shape.length < 1 || shape.length > 2 || info.elements() == 0) {
      throw refuse(file, info + " is no list of vectors");
    }
    int count = shape.length == 2 ? (int) shape[0] : 1;
    return new Vectors(count, (int) shape[shape.length - 1], Floats.read(file, name));
  }

  private static LatentmillException refuse(SafetensorsFile file, String reason) {
    return LatentmillException.model(
        "Cannot use %s as a textual inversion: %s%s",
        file.describe(),
        reason,
        FileKind.of(file).filter(kind -> kind != FileKind.TEXTUAL_INVERSION).isPresent()
            ? FileKind.hint(file)
            : "");
  }
}
