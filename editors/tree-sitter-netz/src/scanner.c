// Newlines that end a statement, and those that don't because `because` or `until` begins the next line.

#include "tree_sitter/parser.h"

enum TokenType { END, CONTINUATION, ERROR_SENTINEL };

void *tree_sitter_netz_external_scanner_create(void) { return NULL; }
void tree_sitter_netz_external_scanner_destroy(void *payload) { (void)payload; }
unsigned tree_sitter_netz_external_scanner_serialize(void *payload, char *buffer) {
  (void)payload;
  (void)buffer;
  return 0;
}
void tree_sitter_netz_external_scanner_deserialize(void *payload, const char *buffer, unsigned length) {
  (void)payload;
  (void)buffer;
  (void)length;
}

static bool is_blank(int32_t character) { return character == ' ' || character == '\t' || character == '\r'; }

static bool is_letter_or_digit(int32_t character) {
  return (character >= 'a' && character <= 'z') || (character >= 'A' && character <= 'Z') ||
         (character >= '0' && character <= '9') || character == '$';
}

static bool takes(TSLexer *lexer, const char *word) {
  for (; *word; word++) {
    if (lexer->lookahead != *word) return false;
    lexer->advance(lexer, false);
  }
  while (lexer->lookahead == '-' || lexer->lookahead == '_') lexer->advance(lexer, false);
  return !is_letter_or_digit(lexer->lookahead);
}

static bool starts_clause(TSLexer *lexer) {
  if (lexer->lookahead == 'b') return takes(lexer, "because");
  if (lexer->lookahead == 'u') return takes(lexer, "until");
  return false;
}

bool tree_sitter_netz_external_scanner_scan(void *payload, TSLexer *lexer, const bool *valid) {
  (void)payload;
  // Behind a mistake every token is valid: a newline then ends what can't be read.
  bool recovers = valid[ERROR_SENTINEL];
  if (!valid[END] && !valid[CONTINUATION]) return false;
  while (is_blank(lexer->lookahead)) lexer->advance(lexer, true);
  if (lexer->lookahead != '\n') return false;
  lexer->advance(lexer, false);
  lexer->mark_end(lexer);
  if (valid[CONTINUATION] && !recovers) {
    // What stands between is read again, as newlines and comments.
    while (is_blank(lexer->lookahead) || lexer->lookahead == '\n' || lexer->lookahead == '#') {
      if (lexer->lookahead == '#') {
        while (lexer->lookahead != '\n' && !lexer->eof(lexer)) lexer->advance(lexer, false);
      } else {
        lexer->advance(lexer, false);
      }
    }
    if (starts_clause(lexer)) {
      lexer->result_symbol = CONTINUATION;
      return true;
    }
  }
  if (!valid[END]) return false;
  lexer->result_symbol = END;
  return true;
}
