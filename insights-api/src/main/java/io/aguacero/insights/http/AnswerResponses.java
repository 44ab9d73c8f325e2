package io.aguacero.insights.http;

import io.aguacero.insights.Answer;
import io.aguacero.insights.QueryRefusal;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

/** Answers as responses: a document as JSON, a refusal as a problem. */
@Singleton
public class AnswerResponses {
    private final ExactJson json;
    private final ProblemResponses problems;

    AnswerResponses(ExactJson json, ProblemResponses problems) {
        this.json = json;
        this.problems = problems;
    }

    /** The response to a request. */
    public Response of(Answer<?> answer, HttpHeaders request) {
        return switch (answer) {
            case Answer.Given<?>(var document) ->
                Response.ok(json.bytes(document), MediaType.APPLICATION_JSON_TYPE)
                        .build();
            case Answer.Refused<?>(QueryRefusal refusal) -> problems.respond(refusal, request);
        };
    }
}
