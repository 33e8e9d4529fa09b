package io.latentmill.udf.torch;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * A TorchScript archive of a few KiB around one class and the modules it uses: what {@code
 * torch.jit.save} would write for a module without tensors. The class is the top-level one of its
 * source text; its attributes are set from {@code attributes}.
 *
 * @param className the class in {@code source}
 * @param source text of the class
 * @param libraries module name to text; the class refers to one as {@code __torch__.NAME}
 * @param attributes every attribute the class declares, see {@link AttributePickle}
 */
public record ScriptArchive(
    String className,
    String source,
    Map<String, String> libraries,
    Map<String, Object> attributes) {
  private static final String ROOT = "latentmill/";

  /** An empty tuple, pickled with protocol 2: there are no tensor constants. */
  private static final byte[] EMPTY_TUPLE = {(byte) 0x80, 2, ')', '.'};

  /** The same archive with one more module. */
  public ScriptArchive with(String library, String text) {
    Map<String, String> all = new LinkedHashMap<>(libraries);
    all.put(library, text);
    return new ScriptArchive(className, source, all, attributes);
  }

  /** The archive's bytes. */
  public byte[] toBytes() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      store(zip, "data.pkl", AttributePickle.of(className, attributes));
      store(zip, "code/__torch__.py", utf8(source));
      for (Map.Entry<String, String> library : libraries.entrySet()) {
        store(zip, "code/__torch__/" + library.getKey() + ".py", utf8(library.getValue()));
      }
      store(zip, "constants.pkl", EMPTY_TUPLE);
      store(zip, "version", utf8("10\n"));
      store(zip, "byteorder", utf8("little"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static void store(ZipOutputStream zip, String name, byte[] content) throws IOException {
    CRC32 crc = new CRC32();
    crc.update(content);
    ZipEntry entry = new ZipEntry(ROOT + name);
    entry.setMethod(ZipEntry.STORED);
    entry.setSize(content.length);
    entry.setCrc(crc.getValue());
    zip.putNextEntry(entry);
    zip.write(content);
    zip.closeEntry();
  }
}
