package io.latentmill.udf.sql.row;

import static org.assertj.core.api.Assertions.assertThat;

import io.latentmill.udf.request.LatentmillException;
import io.latentmill.udf.request.RequestColumn;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every text within a struct of a request names a file, and is held against the roots, unless it is
 * said here that it does not.
 */
class PathColumnsTest {
  private static final Set<String> NO_PATHS = Set.of("embeddings.token");

  private static final String BEYOND = "beyond.png";

  private static final InputRoots ROOTS =
      (field, path) -> {
        if (path.equals(BEYOND)) {
          throw LatentmillException.user("%s is beyond", field);
        }
      };

  /** A text's name, and a row whose texts are all within the roots, but that one. */
  record Text(String name, Map<String, Object> row) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Text> texts() {
    List<Text> texts = new ArrayList<>();
    for (RequestColumn column : RequestColumn.values()) {
      DataType type = RequestRow.SCHEMA.apply(column.label()).dataType();
      for (String name : names(column.label(), type)) {
        Map<String, Object> row = new HashMap<>(Map.of("prompt", "p", "init_image", "a.png"));
        row.put(column.label(), value(column.label(), type, name));
        texts.add(new Text(name, row));
      }
    }
    return texts.stream();
  }

  @ParameterizedTest
  @MethodSource("texts")
  void isHeldAgainstTheRoots(Text text) {
    RowNormaliser normaliser =
        new RowNormaliser(
            TestDefaults.DEFAULTS.within(ROOTS), (column, image) -> new ImageSizes.Pixels(64, 64));

    Optional<String> invalid =
        normaliser.normalise(new PlainRow(text.row(), Map.of(), Optional.empty())).invalid();

    String field = text.name().replaceFirst("\\.(path)$", "");
    assertThat(invalid)
        .satisfiesAnyOf(
            reason -> assertThat(reason).contains(text.name() + " is beyond"),
            reason -> assertThat(reason).contains(field + " is beyond"),
            reason -> assertThat(NO_PATHS).contains(text.name()));
  }

  private static List<String> names(String name, DataType type) {
    if (type instanceof ArrayType array) {
      return names(name, array.elementType());
    }
    if (type instanceof StructType struct) {
      return Stream.of(struct.fields())
          .flatMap(field -> inner(name + "." + field.name(), field.dataType()).stream())
          .toList();
    }
    return List.of();
  }

  private static List<String> inner(String name, DataType type) {
    return type.equals(DataTypes.StringType) ? List.of(name) : names(name, type);
  }

  private static Object value(String name, DataType type, String beyond) {
    if (type instanceof ArrayType array) {
      return List.of(value(name, array.elementType(), beyond));
    }
    if (type instanceof StructType struct) {
      Map<String, Object> fields = new HashMap<>();
      for (StructField field : struct.fields()) {
        if (!field.dataType().equals(DataTypes.BinaryType)) {
          String inner = name + "." + field.name();
          fields.put(field.name(), value(inner, field.dataType(), beyond));
        }
      }
      return fields;
    }
    if (type.equals(DataTypes.StringType)) {
      return name.equals(beyond) ? BEYOND : "a.png";
    }
    return type.equals(DataTypes.BooleanType) ? (Object) false : (Object) 1;
  }
}
