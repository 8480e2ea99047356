;;; netz-oracle-tests.el --- The colours of netz-mode are those of the compiler  -*- lexical-binding: t; -*-

;;; Commentary:

;; ORACLE names what `cargo test --test suite editors::oracle' writes: programs with the class of each piece.

;;; Code:

(require 'ert)
(require 'seq)
(load (expand-file-name "../netz-mode.el" (file-name-directory load-file-name)) nil t)

(defconst netz-oracle-faces
  '(("comment" comment comment-delimiter)
    ("keyword" keyword constant)
    ("zone" type string)
    ("segment" variable-name constant string)
    ("account" variable-name constant string)
    ("role" variable-name string)
    ("verb" function-name constant string)
    ("resource" type)
    ("protocol" type constant)
    ("port" constant variable-name string)
    ("address" constant)
    ("label" builtin string)
    ("value" string constant)
    ("variable" variable-name)
    ("string" string)
    ("operator" keyword constant type))
  "The faces that pieces of a class may have; a name in quotes has that of a string.")

(ert-deftest netz-colours-are-those-of-the-compiler ()
  (let ((programs (with-temp-buffer
                    (insert-file-contents (getenv "ORACLE"))
                    (json-parse-buffer :object-type 'alist :array-type 'list)))
        (checked 0)
        wrong)
    (dolist (program programs)
      ;; What people wrote: the examples and the corpus.
      (when (string-match-p "\\`\\(?:examples\\|tests\\)" (alist-get 'name program))
        (with-temp-buffer
          (insert (alist-get 'text program))
          (netz-mode)
          (font-lock-ensure)
          (pcase-dolist (`(,from ,to ,class) (alist-get 'pieces program))
            (dolist (at (list (1+ from) to))
              (setq checked (1+ checked))
              (let* ((face (get-text-property at 'face))
                     (name (and face (replace-regexp-in-string "font-lock-\\|-face" "" (format "%s" face)))))
                (unless (or (equal name "preprocessor")
                            (member name (mapcar #'symbol-name (cdr (assoc class netz-oracle-faces)))))
                  (push (format "%s: %s is %s, not %s: %s" (alist-get 'name program)
                                (buffer-substring-no-properties (1+ from) (1+ to)) name class
                                (progn (goto-char at) (buffer-substring-no-properties (line-beginning-position) (line-end-position))))
                        wrong))))))))
    (should (> checked 5000))
    (when wrong
      (ert-fail (format "%d pieces:\n%s" (length wrong) (string-join (seq-take (nreverse wrong) 60) "\n"))))))

(provide 'netz-oracle-tests)
;;; netz-oracle-tests.el ends here
