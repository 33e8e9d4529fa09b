package io.latentmill.udf.weights.lora;

import io.latentmill.udf.request.LatentmillException;
import io.latentmill.udf.weights.AdapterPath;
import io.latentmill.udf.weights.FileKind;
import io.latentmill.udf.weights.SafetensorsFile;
import io.latentmill.udf.weights.lora.LoraKey.Role;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * What there is to know of an adapter beside a model, without merging it.
 *
 * @param kind what its file is
 * @param base the family that it was trained for, where the width of the text tells
 * @param tensors of the file
 * @param effective those that change something in the model
 * @param refusal why it cannot be used with the model; empty: it can
 */
public record AdapterReport(
    String kind, Optional<String> base, int tensors, int effective, Optional<String> refusal) {
  private static final Map<Long, String> BASES =
      Map.of(
          768L, "Stable Diffusion 1.x",
          1024L, "Stable Diffusion 2.x",
          2048L, "Stable Diffusion XL",
          1280L, "the refiner of Stable Diffusion XL");

  /**
   * Looks at a file or folder.
   *
   * @throws LatentmillException when it cannot be read
   */
  public static AdapterReport of(Path path, LoraTargets targets, Configuration configuration) {
    try (SafetensorsFile file =
        SafetensorsFile.open(AdapterPath.of(path, configuration).file(), configuration)) {
      int effective = 0;
      for (String name : file.names()) {
        boolean takesEffect =
            BundledEmbeddings.isOne(name)
                || LoraKey.of(name)
                    .flatMap(key -> ModuleName.of(key.module(), targets))
                    .isPresent();
        effective += takesEffect ? 1 : 0;
      }
      return new AdapterReport(
          kind(file),
          base(file),
          file.names().size(),
          effective,
          refusal(path, targets, configuration));
    }
  }

  private static Optional<String> refusal(
      Path path, LoraTargets targets, Configuration configuration) {
    try {
      LoraFile.open(path, targets, configuration).close();
      return Optional.empty();
    } catch (LatentmillException e) {
      return Optional.of(e.getMessage());
    }
  }

  private static String kind(SafetensorsFile file) {
    if (has(file, Role.MAGNITUDE) || has(file, Role.DORA_SCALE)) {
      return "DoRA";
    }
    if (has(file, Role.HADA_1_A)) {
      return "LoHa";
    }
    if (has(file, Role.KRON_1) || has(file, Role.KRON_1_A)) {
      return "LoKr";
    }
    if (has(file, Role.DOWN)) {
      return "LoRA";
    }
    return has(file, Role.DIFFERENCE)
        ? "whole differences"
        : FileKind.of(file).map(FileKind::what).orElse("unknown");
  }

  private static boolean has(SafetensorsFile file, Role role) {
    return file.names().stream()
        .flatMap(name -> LoraKey.of(name).stream())
        .anyMatch(key -> key.role() == role);
  }

  /** Cross-attention's keys are made from the text, whose width differs from family to family. */
  private static Optional<String> base(SafetensorsFile file) {
    for (String name : file.names()) {
      Optional<LoraKey> key = LoraKey.of(name);
      if (key.isPresent() && key.get().module().matches(".*attn2[._]to_k")) {
        OptionalLong width = textWidth(file.info(name).shape(), key.get().role());
        if (width.isPresent()) {
          return Optional.ofNullable(BASES.get(width.getAsLong()));
        }
      }
    }
    return Optional.empty();
  }

  private static OptionalLong textWidth(long[] shape, Role role) {
    boolean spansTheText = role == Role.DOWN || role == Role.HADA_1_B || role == Role.DIFFERENCE;
    return spansTheText && shape.length >= 2 ? OptionalLong.of(shape[1]) : OptionalLong.empty();
  }
}
