package io.latentmill.udf.sql;

import io.latentmill.udf.request.RequestColumn;
import io.latentmill.udf.sql.catalyst.BatchFunction;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.StructType;

/**
 * Rows of a prompt table to images, the same as the job makes of them: every column that such a
 * table may have is taken, whatever the data set has beside them.
 */
public final class TextToImage extends RowTransformer<TextToImage> {
  private String inputCol = "prompt";

  /** From column prompt and its kin to column image. */
  public TextToImage() {
    super("image");
  }

  /** The column of prompts. */
  public TextToImage setInputCol(String name) {
    inputCol = name;
    return this;
  }

  @Override
  BatchFunction function(FunctionSettings settings) {
    return new GenerateImage(settings);
  }

  @Override
  Column[] arguments(StructType row) {
    List<Column> columns = new ArrayList<>(List.of(column(inputCol).as("prompt")));
    for (String name : row.fieldNames()) {
      RequestColumn.ofName(name)
          .filter(known -> known != RequestColumn.PROMPT)
          .ifPresent(known -> columns.add(column(name)));
    }
    return new Column[] {functions.struct(columns.toArray(Column[]::new))};
  }
}
