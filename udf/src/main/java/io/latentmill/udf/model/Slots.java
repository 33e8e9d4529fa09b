package io.latentmill.udf.model;

import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The tensors of a network that are trained. They stand one after the other, in this order, in one
 * flat vector, so that an optimiser changes all of them in a few operations. Immutable.
 *
 * @param shapes by name; not to be written to
 */
public record Slots(Map<String, long[]> shapes) {
  public Slots {
    shapes = Collections.unmodifiableMap(new LinkedHashMap<>(shapes));
  }

  /** Nothing is trained. */
  public static Slots none() {
    return new Slots(Map.of());
  }

  public boolean has(String name) {
    return shapes.containsKey(name);
  }

  /** The number of elements of one of them. */
  public long size(String name) {
    return Arrays.stream(shapes.get(name)).reduce(1, Math::multiplyExact);
  }

  /** The length of the flat vector. */
  public long size() {
    return shapes.keySet().stream().mapToLong(this::size).reduce(0, Math::addExact);
  }
}
