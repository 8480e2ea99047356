;;; netz-mode.el --- Major mode for netz, network policy and RBAC for Kubernetes  -*- lexical-binding: t; -*-

;; Version: 0.1.0
;; Package-Requires: ((emacs "27.1"))
;; Keywords: languages, kubernetes
;; SPDX-License-Identifier: Apache-2.0

;;; Commentary:

;; Colours, indentation, compilation and the language server for .netz files.
;; `netz-ts-mode.el' beside this file colours by tree-sitter instead.

;;; Code:

(require 'compile)
(require 'subr-x)

(defgroup netz nil
  "Who may talk to whom and who may do what in a Kubernetes cluster."
  :group 'languages)

(defcustom netz-program "netz"
  "The netz compiler: a name on the PATH, or a file."
  :type 'string)

(defcustom netz-indent-offset 2
  "Columns for a block, and for a line that goes on; `netz fmt' takes 2."
  :type 'integer
  :safe #'integerp)

(defvar netz-mode-syntax-table
  (let ((table (make-syntax-table)))
    (modify-syntax-entry ?# "<" table)
    (modify-syntax-entry ?\n ">" table)
    (modify-syntax-entry ?\" "\"" table)
    (modify-syntax-entry ?\\ "\\" table)
    ;; Names hold hyphens.
    (modify-syntax-entry ?- "_" table)
    (modify-syntax-entry ?_ "_" table)
    (modify-syntax-entry ?$ "_" table)
    (dolist (char '(?, ?\; ?/ ?= ?| ?: ?! ?@ ?< ?> ?* ?.))
      (modify-syntax-entry char "." table))
    table)
  "Syntax of netz.")

;;; Lines that belong together

(defconst netz--string "\"\\(?:[^\"\\\n]\\|\\\\.\\)*\"")
(defun netz--code ()
  "The line at point without strings, comment and blanks at the end."
  (let* ((line (buffer-substring-no-properties (line-beginning-position) (line-end-position)))
         (bare (replace-regexp-in-string netz--string "\"\"" line t t)))
    (string-trim-right (replace-regexp-in-string "#.*" "" bare))))

(defun netz--code-above ()
  "Go to the nearest line above with code on it; nil where there is none."
  (let (found)
    (while (and (not found) (zerop (forward-line -1)))
      (setq found (not (string-match-p "\\`[ \t]*\\'" (netz--code)))))
    found))

(defun netz--goes-on-p ()
  "Whether the line at point goes on with the statement of the code above it."
  (save-excursion
    (beginning-of-line)
    (let ((clause (looking-at-p "[ \t]*\\(?:because\\|until\\)\\_>"))
          (paren (save-excursion
                   (let ((open (nth 1 (syntax-ppss))))
                     (and open (eq (char-after open) ?\())))))
      (and (netz--code-above)
           (or clause paren
               (string-match-p "\\(?:,\\|->>?\\||\\|=\\|[^:]:\\)\\'" (netz--code)))))))

(defun netz--statement-line ()
  "Go to the first line of the statement at point."
  (beginning-of-line)
  (while (and (netz--goes-on-p) (netz--code-above))))

;;; Indentation

(defun netz--depth ()
  "How many braces are open at point."
  (let ((depth 0))
    (dolist (open (nth 9 (syntax-ppss)) depth)
      (when (eq (char-after open) ?{)
        (setq depth (1+ depth))))))

(defun netz-indent-line ()
  "Indent the line at point as `netz fmt' does."
  (interactive)
  (let* ((position (- (point-max) (point)))
         (column (save-excursion
                   (beginning-of-line)
                   (* netz-indent-offset
                      (max 0 (+ (netz--depth)
                                (if (looking-at-p "[ \t]*}") -1 0)
                                (if (netz--goes-on-p) 1 0)))))))
    (beginning-of-line)
    (indent-line-to column)
    (when (> (- (point-max) position) (point))
      (goto-char (- (point-max) position)))))

;;; Colours

(defconst netz--word "[A-Za-z$*]\\(?:[A-Za-z0-9$*]\\|[-_]+[A-Za-z0-9$*]\\)*")
(defconst netz--end "\\(?:[^-_A-Za-z0-9$]\\|\\'\\|[-_]+\\(?:[^-_A-Za-z0-9$]\\|\\'\\)\\)"
  "What stands behind the last character of a word.")
(defconst netz--address
  "\\(?:[0-9]+\\(?:\\.[0-9]+\\)\\{3\\}\\|[0-9A-Fa-f]*:[0-9A-Fa-f]*:[0-9A-Fa-f:.]*\\)\\(?:/[0-9]+\\)?")
(defconst netz--protocol
  (concat "\\(tcp\\|udp\\|sctp\\|icmp\\)\\(?:/\\([A-Za-z0-9$-]+\\(?:,[A-Za-z0-9$-]+\\)*\\)\\|" netz--end "\\)"))

;; netz:begin reserved
(defconst netz--reserved
  '("all"
    "any"
    "anywhere"
    "as"
    "because"
    "can"
    "cluster"
    "egress"
    "except"
    "from"
    "has"
    "icmp"
    "in"
    "ingress"
    "internet"
    "named"
    "owner"
    "sctp"
    "tcp"
    "udp"
    "until"
    "without"))
;; netz:end

(defconst netz--statements
  '(("use" . use) ("zone" . zone) ("in" . zones) ("for" . loop) ("cluster" . cluster) ("segment" . segment)
    ("net" . declared) ("port" . declared) ("service" . declared) ("account" . declared) ("user" . declared)
    ("group" . declared) ("role" . declared) ("resource" . resource) ("lint" . lint) ("label" . label)
    ("pods" . pods) ("quota" . label) ("owner" . use) ("without" . without) ("exclusive" . use)
    ("delivered" . names) ("never" . names) ("always" . names) ("only" . names) ("confine" . names))
  "What stands behind the word that begins a statement.")

(defconst netz--facts
  '(("pods" . names) ("services" . names) ("nodes" . names) ("api" . names) ("source-ip" . use) ("service" . declared))
  "The same in a `cluster' block.")

;; Where the reader of a statement is.
(defvar netz--mode nil "What the next word is; nil before a statement.")
(defvar netz--open nil "Whether the last token keeps the statement open over the end of the line.")
(defvar netz--complete nil "Whether a name of a port may follow.")
(defvar netz--value nil "Whether a label's value follows.")
(defvar netz--parens 0 "How many parentheses are open.")

(defun netz--paint (face &optional group)
  "Give the text that matched last, or its GROUP, a FACE."
  (put-text-property (match-beginning (or group 0)) (match-end (or group 0)) 'face face))

(defun netz--take (face &optional mode)
  "Paint the word that matched with FACE, go behind it, and read on in MODE."
  (netz--paint face)
  (goto-char (match-end 0))
  (setq netz--open nil
        netz--complete t
        netz--value nil)
  (when mode
    (setq netz--mode mode)))

(defun netz--ahead (regexp)
  "Whether REGEXP follows the text that matched last, over blanks."
  (save-excursion
    (save-match-data
      (goto-char (match-end 0))
      (skip-chars-forward " \t")
      (looking-at-p regexp))))

(defun netz--service-p (word)
  "Whether WORD, which matched last, is the `service' of `service pay/api'."
  (and (equal word "service")
       (netz--ahead (concat "\\(?:" netz--string "\\|" netz--word "\\)/"))
       (not (netz--ahead (concat (regexp-opt netz--reserved) "/")))))

(defun netz--in-cluster-p ()
  "Whether point is in a `cluster' block."
  (save-excursion
    (save-match-data
      (let ((open (nth 1 (syntax-ppss))))
        (when (and open (eq (char-after open) ?{))
          (goto-char open)
          (skip-chars-backward "^\n;{}")
          (looking-at-p "[ \t]*cluster\\_>"))))))

(defun netz--begin-statement ()
  "Read the first word of a statement."
  (setq netz--open nil netz--complete nil netz--value nil netz--parens 0)
  (cond
   ((and (looking-at (concat "\\(extern\\|assume\\)[ \t]+\\(zone\\|account\\|exclusive\\)" netz--end)))
    (let ((mode (cdr (assoc (match-string-no-properties 2) netz--statements))))
      (netz--paint 'font-lock-keyword-face 1)
      (netz--paint 'font-lock-keyword-face 2)
      (goto-char (match-end 2))
      (setq netz--mode mode)))
   ((looking-at netz--word)
    (let* ((word (match-string-no-properties 0))
           (facts (netz--in-cluster-p))
           (mode (cdr (assoc word (if facts netz--facts netz--statements)))))
      (if (or (null mode)
              (netz--service-p word)
              (and (not facts) (not (equal word "in"))
                   (netz--ahead (concat "<?->\\|[,/]\\|\\(?:can\\|has\\)" netz--end)))
              (and (not facts) (equal word "cluster")
                   (not (netz--ahead (concat "\\(?:\\(?:" netz--string "\\|" netz--word "\\)[ \t]*\\)?{")))))
          (setq netz--mode 'names)
        (netz--take 'font-lock-keyword-face mode)
        (when (and (equal word "delivered") (looking-at "[ \t]+\\(by\\)\\_>"))
          (netz--paint 'font-lock-keyword-face 1)
          (goto-char (match-end 0)))
        (when (and (equal word "source-ip") (looking-at "[ \t]+\\(preserved\\)\\_>"))
          (netz--paint 'font-lock-keyword-face 1)
          (goto-char (match-end 0)))
        (setq netz--complete nil))))
   (t (setq netz--mode 'names))))

(defun netz--common-word (word)
  "Read WORD where it means the same in every sentence; nil where it doesn't."
  (cond
   ((member word '("because" "until")) (netz--take 'font-lock-keyword-face 'names) (setq netz--complete nil) t)
   ((and (equal word "in") (memq netz--mode '(resources objects roles declared after)))
    (netz--take 'font-lock-keyword-face 'zones))
   ((and (equal word "cluster-wide") (memq netz--mode '(resources objects roles)))
    (netz--take 'font-lock-keyword-face) t)
   ((equal word "can") (netz--take 'font-lock-keyword-face 'verbs) t)
   ((equal word "has") (netz--take 'font-lock-keyword-face 'roles) t)
   ((member word '("except" "from")) (netz--take 'font-lock-keyword-face) (setq netz--complete nil) t)))

(defun netz--name (word)
  "Read WORD, an end of a flow, a subject or the name of a port."
  (cond
   ((and (member word '("egress" "ingress")) (netz--ahead "only\\_>"))
    (looking-at "[a-z]+[ \t]+only")
    (netz--take 'font-lock-keyword-face))
   ((and (equal word "host") (netz--ahead "\"")) (netz--take 'font-lock-keyword-face))
   ((netz--service-p word) (netz--take 'font-lock-keyword-face))
   ((looking-at (concat "\\(" netz--word "\\)/\\(" netz--word "\\)?"))
    (netz--paint 'font-lock-type-face 1)
    (when (match-beginning 2)
      (netz--paint (if (equal (match-string-no-properties 2) "*") 'font-lock-constant-face 'font-lock-variable-name-face) 2))
    (goto-char (match-end 0))
    (setq netz--complete t netz--open nil))
   ((member word '("cluster" "internet" "anywhere" "any" "*" "dns" "apiserver" "nodes"))
    (looking-at netz--word)
    (netz--take 'font-lock-constant-face))
   ((member word netz--reserved) (looking-at netz--word) (netz--take 'font-lock-warning-face))
   (t (looking-at netz--word) (netz--take 'font-lock-variable-name-face))))

(defun netz--read-word ()
  "Read the word that matched last."
  (let ((word (match-string-no-properties 0)))
    (cond
     ((and (not (memq netz--mode '(zone selector segment loop pods lint label use cluster resource)))
           (netz--common-word word)))
     ((eq netz--mode 'names) (netz--name word))
     ((eq netz--mode 'verbs)
      (cond ((and (equal word "all") (netz--ahead "of\\_>"))
             (setq netz--mode 'resources)
             (looking-at "all[ \t]+of")
             (netz--take 'font-lock-keyword-face))
            ((and (equal word "verb") (netz--ahead "\"")) (netz--take 'font-lock-keyword-face))
            (t (netz--take (if (equal word "all") 'font-lock-constant-face 'font-lock-function-name-face))
               (unless (looking-at-p "[ \t]*,") (setq netz--mode 'resources)))))
     ((memq netz--mode '(resources resource))
      (cond ((and (equal word "all") (netz--ahead "of\\_>"))
             (looking-at "all[ \t]+of")
             (netz--take 'font-lock-keyword-face))
            ((equal word "named") (netz--take 'font-lock-keyword-face 'objects))
            ((and (eq netz--mode 'resource) netz--complete (member word '("namespaced" "sub")))
             (netz--take 'font-lock-keyword-face))
            ((and (eq netz--mode 'resource) netz--complete (equal word "verbs"))
             (netz--take 'font-lock-keyword-face 'served))
            (t (looking-at "[A-Za-z$][A-Za-z0-9_.$-]*\\(?:/\\(?:\\*\\|[A-Za-z0-9_$-]+\\)\\)?")
               (netz--take 'font-lock-type-face))))
     ((eq netz--mode 'served) (netz--take 'font-lock-function-name-face))
     ((eq netz--mode 'zones) (netz--take 'font-lock-type-face))
     ((eq netz--mode 'zone)
      (cond ((member word '("namespaces" "isolates" "ingress" "egress" "owner")) (netz--take 'font-lock-keyword-face))
            ((equal word "where") (netz--take 'font-lock-keyword-face 'selector))
            (t (netz--take 'font-lock-type-face))))
     ((eq netz--mode 'roles)
      (netz--take (if (and (equal word "clusterrole") (netz--ahead "[A-Za-z$\"]")
                           (not (netz--ahead "\\(?:in\\|because\\|until\\)\\_>")))
                      'font-lock-keyword-face
                    'font-lock-variable-name-face)))
     ((eq netz--mode 'segment)
      (cond ((equal word "as") (netz--take 'font-lock-keyword-face))
            ((equal word "any") (netz--take 'font-lock-constant-face))
            (t (netz--take 'font-lock-variable-name-face))))
     ((eq netz--mode 'declared) (netz--take 'font-lock-variable-name-face 'after))
     ((eq netz--mode 'after) (netz--name word))
     ((eq netz--mode 'loop)
      (if (equal word "in") (netz--take 'font-lock-keyword-face 'values) (netz--take 'font-lock-variable-name-face)))
     ((eq netz--mode 'lint)
      (netz--take (if (member word '("allow" "warn" "deny")) 'font-lock-keyword-face 'font-lock-constant-face)))
     ((eq netz--mode 'pods)
      (netz--take (if (member word '("warn" "audit")) 'font-lock-keyword-face 'font-lock-constant-face)))
     ((eq netz--mode 'cluster) (netz--take 'font-lock-type-face))
     (t (netz--take 'font-lock-constant-face)))))

(defun netz--read-token ()
  "Read a token of the statement at point."
  (cond
   ((looking-at netz--string)
    (goto-char (match-end 0))
    (setq netz--open nil netz--complete t netz--value nil)
    (cond ((and (eq netz--mode 'verbs) (not (looking-at-p "[ \t]*,"))) (setq netz--mode 'resources))
          ((eq netz--mode 'declared) (setq netz--mode 'after))))
   ((looking-at "<->\\|->>\\|->")
    (netz--take 'font-lock-keyword-face)
    (setq netz--open t netz--complete nil))
   ((and (eq netz--mode 'selector) (looking-at "\\(in\\|notin\\)[ \t]*("))
    (netz--paint 'font-lock-keyword-face 1)
    (goto-char (match-end 1)))
   ((and (eq netz--mode 'selector) (looking-at "\\(?:isolates\\|owner\\)\\_>") (not netz--value) (netz--zone-statement-p))
    (netz--take 'font-lock-keyword-face 'zone))
   ((and (eq netz--mode 'selector) (looking-at "[A-Za-z0-9_.$-]+\\(?:/[A-Za-z0-9_.$-]+\\)?"))
    (netz--take (if (or netz--value (> netz--parens 0)) 'font-lock-string-face 'font-lock-builtin-face)))
   ((and (eq netz--mode 'label) (looking-at "[A-Za-z0-9_.$-]+\\(?:/[A-Za-z0-9_.$-]+\\)?"))
    (netz--take (if netz--value 'font-lock-constant-face 'font-lock-builtin-face)))
   ((and (memq netz--mode '(names after segment)) (looking-at netz--protocol))
    (netz--paint 'font-lock-type-face 1)
    (when (match-beginning 2) (netz--paint 'font-lock-constant-face 2))
    (goto-char (or (match-end 2) (match-end 1)))
    (setq netz--open nil netz--complete t))
   ((looking-at "[0-9]\\{4\\}-[0-9]\\{2\\}-[0-9]\\{2\\}\\_>") (netz--take 'font-lock-constant-face))
   ((and (memq netz--mode '(names after)) (looking-at netz--address)) (netz--take 'font-lock-constant-face))
   ((looking-at netz--word) (netz--read-word))
   ((looking-at "@?[A-Za-z0-9_.]+") (netz--take 'font-lock-constant-face))
   (t
    (let ((char (char-after)))
      (setq netz--value (and (memq char '(?= ?!)) (or netz--value (eq char ?=)))
            netz--complete (eq char ?\))
            netz--open (memq char '(?, ?= ?| ?:))
            netz--parens (max 0 (+ netz--parens (pcase char (?\( 1) (?\) -1) (_ 0)))))
      (when (and (eq char ?:) (eq netz--mode 'segment))
        (setq netz--mode 'selector))
      (when (memq char '(?= ?! ?|))
        (put-text-property (point) (1+ (point)) 'face 'font-lock-keyword-face))
      (forward-char)))))

(defun netz--zone-statement-p ()
  "Whether the statement at point declares a zone."
  (save-excursion
    (save-match-data
      (netz--statement-line)
      (looking-at-p "[ \t]*\\(?:extern[ \t]+\\)?zone\\_>"))))

(defun netz--fontify (limit)
  "Paint the statements from point to LIMIT."
  (let ((netz--mode nil) (netz--open nil) (netz--complete nil) (netz--value nil) (netz--parens 0)
        (case-fold-search nil))
    (while (< (point) limit)
      (cond
       ((looking-at "[ \t\r]+\\|#.*") (goto-char (match-end 0)))
       ((eolp)
        (unless (or netz--open (> netz--parens 0))
          (setq netz--mode nil))
        (forward-char))
       ((looking-at "[;{}]") (setq netz--mode nil netz--open nil netz--parens 0) (forward-char))
       ((null netz--mode) (netz--begin-statement))
       (t (netz--read-token)))))
  nil)

(defun netz--extend-region ()
  "Let the region that is painted hold whole statements."
  (defvar font-lock-beg)
  (defvar font-lock-end)
  (let ((begin (save-excursion (goto-char font-lock-beg) (netz--statement-line) (point)))
        (end (save-excursion
               (goto-char font-lock-end)
               (unless (bolp) (forward-line 1))
               (while (and (not (eobp)) (netz--goes-on-p)) (forward-line 1))
               (point))))
    (prog1 (or (/= begin font-lock-beg) (/= end font-lock-end))
      (setq font-lock-beg begin
            font-lock-end end))))

(defvar netz-font-lock-keywords
  '((netz--fontify)
    ("\\$[A-Za-z][A-Za-z0-9]*" 0 font-lock-preprocessor-face t))
  "Colours of `netz-mode'.")

;;; Compilation

(defconst netz-compilation-error-regexp
  '(netz "^\\(.+?\\):\\([0-9]+\\):\\([0-9]+\\): \\(?:\\(warning\\)\\|error\\)\\[N[0-9]\\{4\\}\\]: " 1 2 3 (4))
  "What `netz check --message-format short' prints.")

(add-to-list 'compilation-error-regexp-alist-alist netz-compilation-error-regexp)
(add-to-list 'compilation-error-regexp-alist 'netz)

;;; Formatting

(defun netz-format-buffer ()
  "Put the buffer into the one style, by `netz fmt'."
  (interactive)
  (let ((output (generate-new-buffer " *netz fmt*"))
        (errors (make-temp-file "netz-fmt")))
    (unwind-protect
        (let ((status (call-process-region nil nil netz-program nil (list output errors) nil "fmt" "-")))
          (if (or (eq status 0) (and (eq status 1) (> (buffer-size output) 0)))
              (replace-buffer-contents output)
            (error "netz fmt: %s" (with-temp-buffer (insert-file-contents errors) (string-trim (buffer-string)))))
          (unless (eq status 0)
            (message "netz fmt: %s" (with-temp-buffer (insert-file-contents errors) (string-trim (buffer-string))))))
      (kill-buffer output)
      (delete-file errors))))

;;; The mode

(defun netz--settings ()
  "What the buffers of both modes have."
  (setq-local comment-start "# "
              comment-end ""
              comment-start-skip "#+[ \t]*"
              indent-tabs-mode nil
              indent-line-function #'netz-indent-line
              electric-indent-chars (append "{}" electric-indent-chars)
              compile-command (concat netz-program " check --message-format short")
              imenu-generic-expression
              '(("Zones" "^[ \t]*\\(?:extern[ \t]+\\)?zone[ \t]+\\([^ \t\n{;]+\\)" 1)
                ("Segments" "^[ \t]*segment[ \t]+\\([^ \t\n:;}]+\\)" 1)
                ("Accounts" "^[ \t]*\\(?:extern[ \t]+\\)?account[ \t]+\\([^ \t\n;}]+\\)" 1))))

(defvar netz-mode-map
  (let ((map (make-sparse-keymap)))
    (define-key map (kbd "C-c C-f") #'netz-format-buffer)
    (define-key map (kbd "C-c C-c") #'compile)
    map)
  "Keys of netz modes.")

;;;###autoload
(define-derived-mode netz-mode prog-mode "netz"
  "Major mode for netz."
  (netz--settings)
  (setq-local font-lock-defaults '(netz-font-lock-keywords)
              font-lock-multiline t)
  (add-hook 'font-lock-extend-region-functions #'netz--extend-region nil t))

;;;###autoload
(add-to-list 'auto-mode-alist '("\\.netz\\'" . netz-mode))

;;; Language server

(defvar eglot-server-programs)

(with-eval-after-load 'eglot
  (add-to-list 'eglot-server-programs
               (cons '(netz-mode netz-ts-mode)
                     (lambda (&rest _) (list netz-program "lsp")))))

(provide 'netz-mode)
;;; netz-mode.el ends here
