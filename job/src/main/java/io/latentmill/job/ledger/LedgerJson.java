package io.latentmill.job.ledger;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.KeyDeserializer;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.std.FromStringDeserializer;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import io.latentmill.job.ledger.store.ObjectStore;
import io.latentmill.udf.request.FailureKind;
import io.latentmill.udf.request.LatentmillException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/**
 * The ledger's objects as JSON. Each carries a format version: fields that this program does not
 * know are ignored, a version that it does not know is refused, since ignoring what it means could
 * lose rows.
 */
final class LedgerJson {
  private static final int VERSION = 1;
  private static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .addModule(values())
          .build();

  private LedgerJson() {}

  static byte[] write(Object record) {
    ObjectNode versioned = MAPPER.createObjectNode().put("version", VERSION);
    versioned.setAll(MAPPER.<ObjectNode>valueToTree(record));
    return (versioned + "\n").getBytes(StandardCharsets.UTF_8);
  }

  /** Reads an object that is known to be there. */
  static <T> T read(ObjectStore store, String name, Class<T> type) throws IOException {
    byte[] body =
        store
            .read(name)
            .orElseThrow(
                () ->
                    new LatentmillException(
                        FailureKind.INTERNAL,
                        "Cannot read %s: it was there and is gone; the ledger never deletes it"
                            .formatted(name)));
    return read(name, body, type);
  }

  /** Reads an object; its name is for messages. */
  static <T> T read(String name, byte[] body, Class<T> type) {
    try {
      JsonNode tree = MAPPER.readTree(body);
      int version = tree.path("version").asInt();
      if (version != VERSION) {
        throw LatentmillException.user(
            "Cannot read %s: format version %d, this program knows %d", name, version, VERSION);
      }
      return MAPPER.treeToValue(tree, type);
    } catch (IOException failure) {
      throw new LatentmillException(
          FailureKind.INTERNAL, "Cannot read %s: not the JSON expected".formatted(name), failure);
    }
  }

  private static SimpleModule values() {
    return new SimpleModule()
        .addSerializer(Instant.class, ToStringSerializer.instance)
        .addDeserializer(Instant.class, new InstantReader())
        .addKeySerializer(FailureKind.class, new KindWriter())
        .addKeyDeserializer(FailureKind.class, new KindReader());
  }

  private static final class InstantReader extends FromStringDeserializer<Instant> {
    private static final long serialVersionUID = 1L;

    InstantReader() {
      super(Instant.class);
    }

    @Override
    protected Instant _deserialize(String text, DeserializationContext context) {
      return Instant.parse(text);
    }
  }

  private static final class KindWriter extends JsonSerializer<FailureKind> {
    @Override
    public void serialize(FailureKind kind, JsonGenerator out, SerializerProvider provider)
        throws IOException {
      out.writeFieldName(kind.label());
    }
  }

  private static final class KindReader extends KeyDeserializer {
    @Override
    public Object deserializeKey(String key, DeserializationContext context) {
      return FailureKind.ofLabel(key);
    }
  }
}
