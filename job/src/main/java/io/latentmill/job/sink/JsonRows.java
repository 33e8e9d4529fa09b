package io.latentmill.job.sink;

import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.json.JSONOptions;
import org.apache.spark.sql.catalyst.json.JacksonGenerator;
import org.apache.spark.sql.types.StructType;
import scala.collection.immutable.Map$;

/**
 * Rows as JSON objects in Spark's form, whatever type passes through: binary as Base64, times in
 * UTC. Absent values are null rather than left out, so that all samples have the same keys.
 */
final class JsonRows {
  private final StructType columns;
  private final JSONOptions options;

  JsonRows(StructType columns) {
    this.columns = columns;
    scala.collection.immutable.Map<String, String> settings = Map$.MODULE$.empty();
    this.options =
        new JSONOptions(settings.updated("ignoreNullFields", "false"), "UTC", "_corrupt_record");
  }

  byte[] bytes(InternalRow row) {
    StringWriter text = new StringWriter();
    JacksonGenerator generator = new JacksonGenerator(columns, text, options);
    generator.write(row);
    generator.flush();
    generator.close();
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }
}
