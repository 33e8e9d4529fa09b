package io.latentmill.udf.weights;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** The parts of a diffusers-layout checkpoint that are used; each has a folder of its own. */
public enum Component {
  UNET("config.json"),
  VAE("config.json"),
  TEXT_ENCODER("config.json"),
  TEXT_ENCODER_2("config.json"),
  TOKENIZER("tokenizer_config.json"),
  TOKENIZER_2("tokenizer_config.json"),
  SCHEDULER("scheduler_config.json");

  private static final List<String> TOKENIZER_FILES =
      List.of(
          "tokenizer_config.json",
          "special_tokens_map.json",
          "added_tokens.json",
          "tokenizer.json",
          "vocab.json",
          "merges.txt");

  private final String configName;

  Component(String configName) {
    this.configName = configName;
  }

  /** The folder's name, which is also the component's in {@code model_index.json}. */
  public String folder() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The relative path of a file of this component. */
  public String path(String fileName) {
    return folder() + "/" + fileName;
  }

  /** The relative path of its configuration. */
  String configPath() {
    return path(configName);
  }

  /** Whether it is a network. */
  public boolean hasWeights() {
    return switch (this) {
      case UNET, VAE, TEXT_ENCODER, TEXT_ENCODER_2 -> true;
      case TOKENIZER, TOKENIZER_2, SCHEDULER -> false;
    };
  }

  /** The names of the small files that are read of it, where there are such. */
  List<String> smallFiles() {
    return this == TOKENIZER || this == TOKENIZER_2 ? TOKENIZER_FILES : List.of(configName);
  }

  static Set<String> folders() {
    return Arrays.stream(values()).map(Component::folder).collect(Collectors.toSet());
  }
}
