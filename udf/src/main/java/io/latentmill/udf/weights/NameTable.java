package io.latentmill.udf.weights;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Translates names of tensors by the modules that lead them: {@code
 * input_blocks.1.1.proj_in.weight} to {@code down_blocks.0.attentions.0.proj_in.weight} by the
 * entry for {@code input_blocks.1.1}. The longest entry counts.
 */
public final class NameTable {
  private final Map<String, String> modules;

  private NameTable(Map<String, String> modules) {
    this.modules = modules;
  }

  /** The name in the other naming; empty when no entry leads it. */
  public Optional<String> translate(String name) {
    for (int end = name.length(); end > 0; end = name.lastIndexOf('.', end - 1)) {
      String translated = modules.get(name.substring(0, end));
      if (translated != null) {
        return Optional.of(translated + name.substring(end));
      }
    }
    return Optional.empty();
  }

  /** All names that {@link #translate} would turn into this one. */
  public Stream<String> origins(String translated) {
    return modules.entrySet().stream()
        .filter(entry -> leads(entry.getValue(), translated))
        .map(entry -> entry.getKey() + translated.substring(entry.getValue().length()));
  }

  private static boolean leads(String module, String name) {
    return name.startsWith(module)
        && (name.length() == module.length() || name.charAt(module.length()) == '.');
  }

  /** Collects entries. */
  static final class Builder {
    private final Map<String, String> modules = new LinkedHashMap<>();

    Builder put(String module, String translated) {
      modules.put(module, translated);
      return this;
    }

    /** Entries of a module's children. */
    Builder putAll(String module, String translated, Map<String, String> children) {
      children.forEach((child, other) -> put(module + "." + child, translated + "." + other));
      return this;
    }

    NameTable build() {
      return new NameTable(modules);
    }
  }
}
