package io.latentmill.udf.sql;

import io.latentmill.udf.sql.catalyst.BatchFunction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.types.StructType;

/** Scores how well texts fit images. */
public final class ClipScorer extends RowTransformer<ClipScorer> {
  private String imageCol = "image";
  private String textCol = "prompt";

  /** From columns image and prompt to column clip_score. */
  public ClipScorer() {
    super("clip_score");
  }

  /** Folder of a CLIP model in the form of transformers' CLIPModel. */
  public ClipScorer setClip(String path) {
    return set("clip", path);
  }

  /** The columns of images, binary or paths, and of texts. */
  public ClipScorer setInputCols(String image, String text) {
    imageCol = image;
    textCol = text;
    return this;
  }

  @Override
  BatchFunction function(FunctionSettings settings) {
    return new ClipScore(settings);
  }

  @Override
  Column[] arguments(StructType row) {
    return columns(imageCol, textCol);
  }
}
