package io.aguacero.localstack.supervisor;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SampleTest {
    private static final String COLUMNS = "origin,year,month,day,hour,temp,dewp,humid,wind_dir,wind_speed,wind_gust,"
            + "precip,pressure,visib,time_hour\n";
    private static final String FULL =
            "LGA,2013,1,1,1,39.92,26.06,57.33,260,13.809359999999998,23.0156,0,1011.90,10,2013-01-01T06:00:00Z\n";
    private static final String FULL_EVENT =
            "{\"specversion\":\"1.0\",\"type\":\"weather.observation\",\"source\":\"urn:noaa:hourly:LGA\","
                    + "\"id\":\"LGA/2013-01-01T06:00:00Z\",\"time\":\"2013-01-01T06:00:00Z\","
                    + "\"datacontenttype\":\"application/json\",\"data\":{\"station\":\"LGA\","
                    + "\"temperature\":39.92,\"dew_point\":26.06,\"humidity\":57.33,\"wind_direction\":260,"
                    + "\"wind_speed\":13.809359999999998,\"wind_gust\":23.0156,\"precipitation\":0,"
                    + "\"pressure\":1011.90,\"visibility\":10}}";
    private static final String GAPS =
            "LGA,2013,1,1,12,37.94,NA,69.67,NA,17.261699999999998,NA,0,NA,10,2013-01-01T17:00:00Z\n";
    private static final String GAPS_EVENT =
            "{\"specversion\":\"1.0\",\"type\":\"weather.observation\",\"source\":\"urn:noaa:hourly:LGA\","
                    + "\"id\":\"LGA/2013-01-01T17:00:00Z\",\"time\":\"2013-01-01T17:00:00Z\","
                    + "\"datacontenttype\":\"application/json\",\"data\":{\"station\":\"LGA\","
                    + "\"temperature\":37.94,\"humidity\":69.67,\"wind_speed\":17.261699999999998,"
                    + "\"precipitation\":0,\"visibility\":10}}";

    @TempDir
    Path directory;

    private Sample sample(String rows) throws IOException {
        return Sample.read(Files.writeString(directory.resolve("sample.csv"), COLUMNS + rows));
    }

    @Test
    void numbersArePassedOnAsTheyAreWritten() throws IOException {
        assertEquals(List.of("[" + FULL_EVENT + "]"), sample(FULL).batches(10));
    }

    @Test
    void aGapIsAFieldThatIsAbsent() throws IOException {
        assertEquals(List.of("[" + GAPS_EVENT + "]"), sample(GAPS).batches(10));
    }

    @Test
    void batchesKeepTheOrderAndEndAtTheirLimit() throws IOException {
        Sample sample = sample(FULL + GAPS + FULL);

        assertEquals(3, sample.size());
        assertEquals(List.of("[" + FULL_EVENT + "," + GAPS_EVENT + "]", "[" + FULL_EVENT + "]"), sample.batches(2));
    }
}
