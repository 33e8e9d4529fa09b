package io.latentmill.job.score;

import io.latentmill.udf.scores.PerceptualHash;
import io.latentmill.udf.scores.SafetyChecker;
import io.latentmill.udf.scores.Scores;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** A row of scores: which columns there are follows from what was asked for. */
enum ScoreColumns {
  CLIP_SCORE(DataTypes.DoubleType) {
    @Override
    boolean isWanted(ScoreOptions options) {
      return options.models().clipPath().isPresent();
    }

    @Override
    Object value(Scores scores) {
      return scores.clipScore().orElse(null);
    }
  },
  AESTHETIC_SCORE(DataTypes.DoubleType) {
    @Override
    boolean isWanted(ScoreOptions options) {
      return options.models().aestheticPath().isPresent();
    }

    @Override
    Object value(Scores scores) {
      return scores.aesthetic().orElse(null);
    }
  },
  UNSAFE(DataTypes.BooleanType) {
    @Override
    boolean isWanted(ScoreOptions options) {
      return options.models().safetyPath().isPresent();
    }

    @Override
    Object value(Scores scores) {
      return scores.safety().map(SafetyChecker.Verdict::flagged).orElse(null);
    }
  },
  UNSAFE_CONCEPTS(DataTypes.createArrayType(DataTypes.IntegerType)) {
    @Override
    boolean isWanted(ScoreOptions options) {
      return options.models().safetyPath().isPresent();
    }

    @Override
    Object value(Scores scores) {
      return scores.safety().map(verdict -> verdict.concepts().toArray()).orElse(null);
    }
  },
  EMBEDDING(DataTypes.createArrayType(DataTypes.FloatType)) {
    @Override
    boolean isWanted(ScoreOptions options) {
      return options.embeddings();
    }

    @Override
    Object value(Scores scores) {
      return scores.embedding().orElse(null);
    }
  },
  PHASH(DataTypes.StringType) {
    @Override
    Object value(Scores scores) {
      return PerceptualHash.hex(scores.hash());
    }
  },
  SHARPNESS(DataTypes.DoubleType) {
    @Override
    Object value(Scores scores) {
      return scores.pixels().sharpness();
    }
  },
  BRIGHTNESS(DataTypes.DoubleType) {
    @Override
    Object value(Scores scores) {
      return scores.pixels().mean();
    }
  },
  CONTRAST(DataTypes.DoubleType) {
    @Override
    Object value(Scores scores) {
      return scores.pixels().deviation();
    }
  };

  /** Why an image has no scores. */
  static final String ERROR = "error";

  private final DataType type;

  ScoreColumns(DataType type) {
    this.type = type;
  }

  /** Whether the output has it. */
  boolean isWanted(ScoreOptions options) {
    return true;
  }

  /** Its value, null where there is none. */
  abstract Object value(Scores scores);

  static List<ScoreColumns> of(ScoreOptions options) {
    List<ScoreColumns> wanted = new ArrayList<>(List.of(values()));
    wanted.removeIf(column -> !column.isWanted(options));
    return wanted;
  }

  static StructType schema(String keyName, ScoreOptions options) {
    StructType schema = new StructType().add(keyName, DataTypes.StringType);
    for (ScoreColumns column : of(options)) {
      schema = schema.add(column.name().toLowerCase(Locale.ROOT), column.type);
    }
    return schema.add(ERROR, DataTypes.StringType);
  }

  static Row row(String key, Scores scores, ScoreOptions options) {
    List<Object> values = new ArrayList<>();
    values.add(key);
    of(options).forEach(column -> values.add(column.value(scores)));
    values.add(null);
    return RowFactory.create(values.toArray());
  }

  static Row failed(String key, String error, ScoreOptions options) {
    List<Object> values = new ArrayList<>();
    values.add(key);
    of(options).forEach(column -> values.add(null));
    values.add(error);
    return RowFactory.create(values.toArray());
  }
}
