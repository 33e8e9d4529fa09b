package io.latentmill.udf.model;

import io.latentmill.udf.torch.ComputeType;
import io.latentmill.udf.torch.ScriptArchive;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The TorchScript texts that stand beside this class as resources. */
final class Scripts {
  /** The texts that a network's own may call, each by its module's name. */
  private static final List<String> LIBRARIES =
      List.of("nn", "blocks", "time", "adapters", "attention", "clip", "store");

  private Scripts() {}

  /**
   * The archive of one network.
   *
   * @param className the class in {@code file}
   * @param attributes its configuration; the bookkeeping attributes every network has are added
   */
  static ScriptArchive archive(String className, String file, Map<String, Object> attributes) {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("training", false);
    all.put("w", Map.of());
    all.put("layers", Optional.empty());
    all.putAll(attributes);
    Map<String, String> libraries = new LinkedHashMap<>();
    for (String library : LIBRARIES) {
      libraries.put(library, text(library + ".py"));
    }
    return new ScriptArchive(className, text(file), libraries, all);
  }

  /** An archive with the matrix products and the memory layout that serve a placement best. */
  static ScriptArchive placed(ScriptArchive archive, Placement placement) {
    boolean gpu = placement.device().isGpu();
    boolean x86 = System.getProperty("os.arch").equals("amd64");
    boolean host = !gpu && placement.type() == ComputeType.FLOAT32;
    return archive
        .with("products", text(x86 && host ? "products_x86.py" : "products.py"))
        .with("layout", text(gpu ? "channels_last.py" : "channels_first.py"));
  }

  private static String text(String file) {
    try (InputStream in = Scripts.class.getResourceAsStream(file)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
