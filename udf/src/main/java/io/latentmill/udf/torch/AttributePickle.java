package io.latentmill.udf.torch;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Pickles (protocol 2) an instance of a TorchScript class with its attributes: {@link Boolean},
 * {@link Integer}, {@link Double}, {@link String}, {@link List} of Integer ({@code List[int]}), an
 * empty {@link Map} ({@code Dict[str, ...]}) and an empty {@link Optional} ({@code None}).
 */
final class AttributePickle {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  private AttributePickle() {}

  static byte[] of(String className, Map<String, Object> attributes) {
    AttributePickle pickle = new AttributePickle();
    pickle.out.write(0x80);
    pickle.out.write(2);
    pickle.global("__torch__", className);
    pickle.op(')');
    pickle.op(0x81);
    pickle.op('}');
    pickle.op('(');
    attributes.forEach(
        (name, value) -> {
          pickle.string(name);
          pickle.value(value);
        });
    pickle.op('u');
    pickle.op('b');
    pickle.op('.');
    return pickle.out.toByteArray();
  }

  private void value(Object value) {
    if (value instanceof Boolean truth) {
      op(truth ? 0x88 : 0x89);
    } else if (value instanceof Integer number) {
      integer(number);
    } else if (value instanceof Double number) {
      op('G');
      out.writeBytes(ByteBuffer.allocate(8).putDouble(number).array());
    } else if (value instanceof String text) {
      string(text);
    } else if (value instanceof List<?> list) {
      integers(list);
    } else if (value instanceof Optional<?> absent && absent.isEmpty()) {
      op('N');
    } else if (value instanceof Map<?, ?> map && map.isEmpty()) {
      op('}');
    } else {
      throw new IllegalArgumentException("Cannot pickle the attribute value " + value);
    }
  }

  private void integers(List<?> list) {
    global("torch.jit._pickle", "build_intlist");
    op(']');
    op('(');
    list.forEach(element -> integer((Integer) element));
    op('e');
    op(0x85);
    op('R');
  }

  private void integer(int number) {
    op('J');
    out.writeBytes(ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(number).array());
  }

  private void string(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    op('X');
    out.writeBytes(
        ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(bytes.length).array());
    out.writeBytes(bytes);
  }

  private void global(String module, String name) {
    op('c');
    out.writeBytes((module + "\n" + name + "\n").getBytes(StandardCharsets.UTF_8));
  }

  private void op(int code) {
    out.write(code);
  }
}
