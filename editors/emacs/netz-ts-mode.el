;;; netz-ts-mode.el --- netz-mode by tree-sitter  -*- lexical-binding: t; -*-

;; Version: 0.1.0
;; Package-Requires: ((emacs "29.1"))
;; Keywords: languages, kubernetes
;; SPDX-License-Identifier: Apache-2.0

;;; Commentary:

;; As `netz-mode', with the colours, the outline and the moves that a tree knows.  Its grammar is in
;; editors/tree-sitter-netz, and so are the queries that this file reads.

;;; Code:

(require 'netz-mode)
(require 'treesit)

(defcustom netz-ts-queries
  (expand-file-name "../tree-sitter-netz/queries"
                    (file-name-directory (or load-file-name buffer-file-name default-directory)))
  "The folder of the grammar's queries."
  :type 'directory
  :group 'netz)

(defconst netz-ts--faces
  '(("comment" . font-lock-comment-face)
    ("keyword" . font-lock-keyword-face)
    ("operator" . font-lock-operator-face)
    ("punctuation.delimiter" . font-lock-delimiter-face)
    ("punctuation.bracket" . font-lock-bracket-face)
    ("string" . font-lock-string-face)
    ("string.special" . font-lock-constant-face)
    ("number" . font-lock-number-face)
    ("constant" . font-lock-constant-face)
    ("constant.builtin" . font-lock-builtin-face)
    ("module" . font-lock-type-face)
    ("type" . font-lock-variable-name-face)
    ("type.builtin" . font-lock-type-face)
    ("attribute" . font-lock-variable-name-face)
    ("function" . font-lock-function-name-face)
    ("property" . font-lock-property-name-face)
    ("variable.member" . font-lock-string-face)
    ("variable.parameter" . font-lock-preprocessor-face))
  "Faces of the captures of highlights.scm.")

(defun netz-ts--query ()
  "The query of the colours, with faces for the names of its captures."
  (with-temp-buffer
    (insert-file-contents (expand-file-name "highlights.scm" netz-ts-queries))
    (while (re-search-forward "^[ \t]*;.*\n" nil t)
      (replace-match ""))
    (goto-char (point-min))
    (while (re-search-forward "\\(^\\|[ ]\\)@\\([a-z.]+\\)" nil t)
      (let ((face (cdr (assoc (match-string 2) netz-ts--faces))))
        (unless face
          (error "There is no face for @%s" (match-string 2)))
        (replace-match (symbol-name face) t t nil 2)))
    (buffer-string)))

(defun netz-ts--name (node)
  "What NODE declares."
  (when-let ((name (treesit-node-child-by-field-name node "name")))
    (treesit-node-text name t)))

;;;###autoload
(define-derived-mode netz-ts-mode prog-mode "netz"
  "Major mode for netz, by tree-sitter."
  :syntax-table netz-mode-syntax-table
  (unless (treesit-ready-p 'netz)
    (error "The grammar of netz isn't there: M-x treesit-install-language-grammar"))
  (treesit-parser-create 'netz)
  (netz--settings)
  (use-local-map netz-mode-map)
  (setq-local treesit-font-lock-settings
              (treesit-font-lock-rules
               :language 'netz :feature 'netz (netz-ts--query)
               ;; Over all that holds one.
               :language 'netz :feature 'variable :override t
               '(((identifier) @font-lock-preprocessor-face (:match "\\`\\$" @font-lock-preprocessor-face))))
              treesit-font-lock-feature-list '((netz variable))
              treesit-defun-type-regexp "\\`\\(?:zone\\|segment\\|account\\|role\\)\\'"
              treesit-defun-name-function #'netz-ts--name
              treesit-simple-imenu-settings
              '(("Zones" "\\`zone\\'" nil netz-ts--name)
                ("Segments" "\\`segment\\'" nil netz-ts--name)
                ("Accounts" "\\`account\\'" nil netz-ts--name)
                ("Roles" "\\`role\\'" nil netz-ts--name)))
  (treesit-major-mode-setup)
  ;; Statements end at line ends, so that lines say more of indentation than trees of half a statement.
  (setq-local indent-line-function #'netz-indent-line))

;; Where the grammar is there, files open in this mode.
;;;###autoload
(when (and (fboundp 'treesit-ready-p) (treesit-ready-p 'netz t))
  (add-to-list 'auto-mode-alist '("\\.netz\\'" . netz-ts-mode)))

(provide 'netz-ts-mode)
;;; netz-ts-mode.el ends here
